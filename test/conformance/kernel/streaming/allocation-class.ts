import type { Buffer } from '../../../../src/kernel/dma/buffer.ts';
import type { DmaMachine } from '../../../../src/kernel/dma/dma-machine.ts';

/** The recorder's class of an allocation: by the area that its memory lies in. */
export function classOf({ from, device }: Buffer, phys: bigint, { areas }: DmaMachine): string {
  if (from === 'coherent') return 'P';
  const area = areas.find(
    ({ basePage, pageCount, pageSize }) =>
      phys >= BigInt(basePage * pageSize) && phys < BigInt((basePage + pageCount) * pageSize),
  );
  if (area === undefined) return 'B';
  return area === device.cmaArea ? 'C' : 'c';
}
