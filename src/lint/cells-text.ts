import type { AddressRange, Cells } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';

/** A range as a property's value, in as many cells as the tree has for it: `<0x0 0x80000000 0x0 0x1000000>`. */
export function rangeCells({ base, size }: AddressRange, { address, size: sizeCells }: Cells): string {
  return `<${[...numberCells(base, address), ...numberCells(size, sizeCells)].join(' ')}>`;
}

function numberCells(value: bigint, count: number): readonly string[] {
  // More than four hold nothing that a number of 64 bits has.
  const cells = Math.min(count, 4);
  return Array.from({ length: cells }, (_, index) =>
    hex((value >> BigInt(32 * (cells - 1 - index))) & 0xffffffffn),
  );
}
