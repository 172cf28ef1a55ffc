import type { MemblockMoment, SeenRange } from '../../kernel/boot-trace.ts';
import type { Machine } from '../../kernel/machine.ts';
import { memblockNoMap } from '../../kernel/memblock.ts';
import type { AddressRange, MemoryModel } from '../../memory/model.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import type { ExplainedRange } from './explanation.ts';

/** Where memory has no bank. */
export const noRam = 'no RAM that Linux knows';

/** What stood where at one moment of the boot, by names. */
export class Occupants {
  readonly #moment: MemblockMoment;
  readonly #named: readonly (AddressRange & { readonly name: string })[];

  constructor(moment: MemblockMoment, machine: Machine, model: MemoryModel) {
    this.#moment = moment;
    const placed = (name: string, range: AddressRange | undefined) =>
      range === undefined ? [] : [{ ...range, name }];
    this.#named = [
      ...placed('the kernel image', machine.kernelImage),
      ...placed('the initrd', machine.initrd),
      ...placed('the device tree blob', machine.fdt),
      ...placed('the first page tables', machine.pageTables),
      ...model.memreserves.map(({ address, size }) => ({
        base: address,
        size,
        name: `/memreserve/ ${hex(address)} ${hex(size)}`,
      })),
      ...moment.claims.map(({ node, base, size }) => ({ base, size, name: node.name })),
    ];
  }

  /** Who has a part in a range. */
  namesIn(base: bigint, end: bigint): readonly string[] {
    const names = this.#named.filter((one) => one.base < end && one.base + one.size > base);
    return [...new Set(names.map(({ name }) => name))];
  }

  /** What is not free of `[start, end)`, ascending. */
  takenIn(start: bigint, end: bigint): readonly ExplainedRange[] {
    const taken: ExplainedRange[] = [];
    const add = (base: bigint, last: bigint, what: string): void => {
      const [from, to] = [base > start ? base : start, last < end ? last : end];
      if (from < to) taken.push({ base: from, end: to, what, kind: 'taken' });
    };

    let at = start;
    for (const block of this.#moment.memory) {
      if (block.base >= end) break;
      add(at, block.base, noRam);
      if (block.end > at) at = block.end;
      if ((block.flags & memblockNoMap) !== 0)
        add(block.base, block.end, this.#told('no-map', block.base, block.end));
    }
    add(at, end, noRam);
    for (const { base, end: last } of this.reservedIn(start, end))
      add(base, last, this.#told('reserved', base, last));
    return joined(taken.sort((a, b) => (a.base < b.base ? -1 : 1)));
  }

  /** Reserved ranges that are memory, cut to it. */
  reservedIn(start: bigint, end: bigint): readonly { readonly base: bigint; readonly end: bigint }[] {
    return this.#moment.reserved.filter((one) => one.base < end && one.end > start);
  }

  /** Whether all of a range is memory. */
  isMemory(base: bigint, end: bigint): boolean {
    let at = base;
    for (const block of this.#moment.memory) if (block.base <= at && block.end > at) at = block.end;
    return at >= end;
  }

  #told(how: string, base: bigint, end: bigint): string {
    const names = this.namesIn(base, end);
    return names.length === 0
      ? how
      : `${how}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' …' : ''}`;
  }
}

/** A range that both lists have once: `reserved and no-map: p@90000000`. */
function joined(taken: readonly ExplainedRange[]): readonly ExplainedRange[] {
  const ranges: ExplainedRange[] = [];
  for (const range of taken) {
    const last = ranges.at(-1);
    const isSame = last !== undefined && last.base === range.base && last.end === range.end;
    const [, how, names] = /^(reserved|no-map)(.*)$/.exec(range.what) ?? [];
    const isOther = how !== undefined && last?.what.endsWith(names ?? '') && !last.what.startsWith(how);
    if (isSame && isOther) ranges[ranges.length - 1] = { ...range, what: `reserved and no-map${names}` };
    else ranges.push(range);
  }
  return ranges;
}

/** A free range that a search looked at, in words. */
export function seenRange({ base, end, candidate }: SeenRange, size: bigint, align: bigint): ExplainedRange {
  if (candidate !== undefined) {
    const what = `${formatBytes(end - base)} free: ${hex(candidate)}`;
    return { base, end, what, kind: 'found' };
  }
  const free = formatBytes(end - base);
  const what =
    end - base < size
      ? `${free} free, too little`
      : `${free} free, but not from a multiple of ${formatBytes(align)} on`;
  return { base, end, what, kind: 'free' };
}
