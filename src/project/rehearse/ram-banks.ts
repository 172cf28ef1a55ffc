import type { AddressRange, MemoryModel } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { endOf, overlapBytes } from '../../memory/ranges.ts';
import type { Problem } from '../../source/problem.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';

type Ram = NonNullable<WorkloadSetting['ram']>;

const addressSpace = 1n << 64n;

/**
 * Where so much RAM lies. With a base: there. Else the banks are filled in their order, one of unknown size with all that is left; what is
 * left after the last makes that one larger.
 *
 * @param banks what the boot request says of memory; undefined: the tree's
 */
export function ramBanks(
  { size, base }: Ram,
  { memoryNodes }: Pick<MemoryModel, 'memoryNodes'>,
  banks: readonly AddressRange[] | undefined,
): readonly AddressRange[] | Problem {
  if (size === 0n) return problem('There is no board without RAM.');
  if (base !== undefined) {
    return base + size > addressSpace
      ? problem(`${hex(size)} of RAM at ${hex(base)} ends above 64 bits.`)
      : [{ base, size }];
  }
  const available = memoryNodes.filter((node) => node.available && node.deviceTypeIsMemory);
  const places = banks ?? available.flatMap((node) => node.banks);
  if (places.length === 0) {
    return problem(
      'The tree does not say where RAM begins.',
      'Say it with the size: SIZE@BASE, for instance 2GiB@0x80000000.',
    );
  }
  const filled = fill(places, size);
  const last = filled.at(-1);
  const other = filled.find((bank) => bank !== last && last !== undefined && overlapBytes(bank, last) > 0n);
  if (last !== undefined && (other !== undefined || endOf(last) > addressSpace)) {
    const why = other === undefined ? 'ends above 64 bits' : `runs into the one at ${hex(other.base)}`;
    return problem(
      `${hex(size)} of RAM does not fit the tree's banks: the last, at ${hex(last.base)}, ${why}.`,
      'Say where it lies with --memory SIZE@BASE for each bank.',
    );
  }
  return filled;
}

function fill(places: readonly AddressRange[], size: bigint): readonly AddressRange[] {
  const filled: AddressRange[] = [];
  let left = size;
  for (const [index, place] of places.entries()) {
    if (left === 0n) break;
    const takesAll = place.size === 0n || index === places.length - 1;
    const part = takesAll || place.size > left ? left : place.size;
    filled.push({ base: place.base, size: part });
    left -= part;
  }
  return filled;
}

function problem(message: string, help?: string): Problem {
  return { severity: 'error', code: 'ram-unusable', message, help };
}
