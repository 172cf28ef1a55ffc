import type { MemoryModel, Region } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';

/** Regions of two trees, put together: each is in one pair. */
export interface RegionPairs {
  readonly pairs: readonly { readonly old: Region | undefined; readonly new: Region | undefined }[];
  /** By a region's path in the old tree: its path in the new one, where it is there, else its own. */
  readonly newPathOf: (oldPath: string) => string;
}

/** What tells one region from others, from what is told first to what is told last. A tie decides nothing. */
const keys: readonly ((region: Region) => string | undefined)[] = [
  ({ path }) => path,
  // The same place under another name.
  (region) => (region.reg.length === 0 ? undefined : `${placeOf(region)} ${region.compatible.join()}`),
  // Its unit address is another one where it has moved.
  ({ node }) => node.labels[0]?.name,
  (region) => `${region.node.baseName} ${sizeOf(region)} ${region.compatible.join()}`,
  (region) => `${region.node.baseName} ${region.compatible.join()}`,
  ({ node }) => node.baseName,
  // A dynamic region has no place to be known by.
  (region) =>
    region.kind === 'dynamic' && region.compatible.length > 0
      ? `${sizeOf(region)} ${region.compatible.join()} ${flagsOf(region)}`
      : undefined,
];

/**
 * Finds each region of the old tree in the new one: by path, else by its place and compatible, its label, its name without the unit
 * address, with less and less that must be equal. Only what is unique on both sides is taken for the same.
 */
export function matchRegions(before: MemoryModel, after: MemoryModel): RegionPairs {
  const found = new Map<Region, Region>();
  let olds: readonly Region[] = before.regions;
  let news: readonly Region[] = after.regions;
  for (const keyOf of keys) {
    const byKey = uniqueByKey(news, keyOf);
    for (const [key, region] of uniqueByKey(olds, keyOf)) {
      const other = byKey.get(key);
      if (other !== undefined) found.set(region, other);
    }
    const taken = new Set(found.values());
    olds = olds.filter((region) => !found.has(region));
    news = news.filter((region) => !taken.has(region));
  }

  const pairs = [
    ...before.regions.map((old) => ({ old, new: found.get(old) })),
    ...news.map((region) => ({ old: undefined, new: region })),
  ];
  const paths = new Map([...found].map(([old, region]) => [old.path, region.path]));
  return { pairs, newPathOf: (path) => paths.get(path) ?? path };
}

function uniqueByKey(
  regions: readonly Region[],
  keyOf: (region: Region) => string | undefined,
): ReadonlyMap<string, Region> {
  const byKey = new Map<string, Region>();
  const several = new Set<string>();
  for (const region of regions) {
    const key = keyOf(region);
    if (key === undefined) continue;
    if (byKey.has(key)) several.add(key);
    byKey.set(key, region);
  }
  for (const key of several) byKey.delete(key);
  return byKey;
}

function placeOf({ reg }: Region): string {
  return reg.map(({ base, size }) => `${hex(base)}+${hex(size)}`).join();
}

function sizeOf({ reg, size }: Region): string {
  return reg.length === 0 ? hex(size ?? 0n) : reg.map((range) => hex(range.size)).join();
}

function flagsOf({ noMap, reusable }: Region): string {
  return `${noMap} ${reusable}`;
}
