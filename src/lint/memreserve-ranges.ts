import type { Memreserve } from '../devicetree/tree.ts';
import type { AddressRange, MemoryModel } from '../memory/model.ts';

/** A `/memreserve/` entry as a range. */
export type MemreserveRange = AddressRange & { readonly memreserve: Memreserve };

/** The entries that the kernel reads: one of size 0 ends the list. */
export function memreserveRanges({ memreserves }: MemoryModel): readonly MemreserveRange[] {
  const end = memreserves.findIndex(({ size }) => size === 0n);
  return memreserves
    .slice(0, end === -1 ? undefined : end)
    .map((memreserve) => ({ base: memreserve.address, size: memreserve.size, memreserve }));
}
