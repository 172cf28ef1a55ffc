import type { AddressRange, MemoryModel } from '../../../src/memory/model.ts';

const twoGibibytes = 1n << 31n;
const usualBase = 0x80000000n;

/** RAM for a board whose boot loader would tell it: 2 GiB from its lowest region on. Undefined: the tree tells it. */
export function assumedMemory({ banks, regions }: MemoryModel): readonly AddressRange[] | undefined {
  if (banks.some(({ size }) => size > 0n)) return undefined;
  const bases = regions.flatMap(({ reg }) => reg.map(({ base }) => base));
  const base = bases.reduce<bigint | undefined>(
    (low, one) => (low === undefined || one < low ? one : low),
    undefined,
  );
  return [{ base: base ?? usualBase, size: twoGibibytes }];
}
