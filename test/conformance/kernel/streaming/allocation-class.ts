import type { Buffer } from '../../../../src/kernel/dma/buffer.ts';
import type { DmaMachine } from '../../../../src/kernel/dma/dma-machine.ts';

/** The recorder's class of an allocation: by the area that its memory lies in. */
export function classOf({ from, atomic, device }: Buffer, phys: bigint, { areas }: DmaMachine): string {
  if (from === 'coherent') return 'P';
  const page = atomic?.chunk.firstPage;
  if (atomic !== undefined && page === undefined) return 'B';
  const area = areas.find(({ basePage, pageCount, pageSize }) => {
    const at = page ?? Number(phys / BigInt(pageSize));
    return at >= basePage && at < basePage + pageCount;
  });
  if (area === undefined) return 'B';
  return area === device.cmaArea ? 'C' : 'c';
}
