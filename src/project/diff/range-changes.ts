import type { MemoryLayout } from '../../memory/layout.ts';
import type { AddressRange, MemoryModel } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { mergeRanges } from '../../memory/ranges.ts';
import type { RangeChange, Sides } from './board-diff.ts';

/** RAM and `/memreserve/` entries that came or went. Banks that touch are one range of RAM, however they are written. */
export function rangeChanges(
  models: Sides<MemoryModel>,
  layouts: Sides<MemoryLayout>,
): readonly RangeChange[] {
  const reserved = ({ memreserves }: MemoryModel): readonly AddressRange[] =>
    memreserves.map(({ address, size }) => ({ base: address, size }));
  return [
    ...changesOf('bank', mergeRanges(layouts.old.banks), mergeRanges(layouts.new.banks)),
    ...changesOf('memreserve', reserved(models.old), reserved(models.new)),
  ];
}

function changesOf(
  of: RangeChange['of'],
  old: readonly AddressRange[],
  now: readonly AddressRange[],
): readonly RangeChange[] {
  const [before, after] = [new Set(old.map(keyOf)), new Set(now.map(keyOf))];
  return [
    ...old.filter((range) => !after.has(keyOf(range))).map((range) => told(of, 'removed', range)),
    ...now.filter((range) => !before.has(keyOf(range))).map((range) => told(of, 'added', range)),
  ];
}

function told(of: RangeChange['of'], change: RangeChange['change'], range: AddressRange): RangeChange {
  return { of, change, base: range.base, size: range.size };
}

function keyOf({ base, size }: AddressRange): string {
  return `${hex(base)}+${hex(size)}`;
}
