import type { AddressRange, Region } from '../../memory/model.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import type { AspectChange, RegionAspect, RegionChange } from './board-diff.ts';
import type { RegionPairs } from './match-regions.ts';

/** What of a region is compared, each in the words in which it is told. */
const aspects: Readonly<Record<RegionAspect, (region: Region) => string>> = {
  name: nameOf,
  kind: ({ kind }) => kind,
  place: ({ reg }) => reg.map(({ base }) => hex(base)).join(', '),
  size: ({ reg, size }) =>
    reg.length === 0
      ? size === undefined
        ? ''
        : formatBytes(size)
      : reg.map((range) => formatBytes(range.size)).join(', '),
  status: ({ available }) => (available ? 'enabled' : 'disabled'),
  flags: regionFlags,
  compatible: ({ compatible }) => compatible.join(', '),
  alignment: ({ alignment }) => (alignment === undefined ? '' : formatBytes(alignment)),
  'alloc-ranges': ({ allocRanges }) => allocRanges.map(rangeText).join(', '),
};

/** Regions that are new, gone or different, in address order, dynamic ones behind. */
export function regionChanges({ pairs }: RegionPairs): readonly RegionChange[] {
  const changes = pairs.flatMap((pair): readonly RegionChange[] => {
    if (pair.old === undefined || pair.new === undefined) return [{ ...pair, aspects: [] }];
    const found = aspectChanges(pair.old, pair.new);
    return found.length === 0 ? [] : [{ ...pair, aspects: found }];
  });
  return changes.sort((a, b) => compare(baseOf(a), baseOf(b)));
}

function aspectChanges(old: Region, now: Region): readonly AspectChange[] {
  return (Object.keys(aspects) as RegionAspect[]).flatMap((aspect): readonly AspectChange[] => {
    const [from, to] = [aspects[aspect](old), aspects[aspect](now)];
    return from === to && exactly(aspect, old) === exactly(aspect, now) ? [] : [{ aspect, from, to }];
  });
}

/** Sizes are compared to the byte, however they are told. */
function exactly(aspect: RegionAspect, { reg, size }: Region): string {
  if (aspect !== 'size') return '';
  return reg.length === 0 ? hex(size ?? 0n) : reg.map((range) => hex(range.size)).join();
}

/** A name without the unit address, where that only repeats the region's base: a region that moves keeps its name. */
function nameOf({ node, reg: [first] }: Region): string {
  return first !== undefined && node.unitAddress !== undefined ? node.baseName : node.name;
}

/** A region's flags as its properties are called. */
export function regionFlags(region: Region): string {
  return [
    ...(region.noMap ? ['no-map'] : []),
    ...(region.reusable ? ['reusable'] : []),
    ...(region.cmaDefault ? ['linux,cma-default'] : []),
    ...(region.dmaDefault ? ['linux,dma-default'] : []),
  ].join(' ');
}

function rangeText({ base, size }: AddressRange): string {
  return `${hex(base)}+${hex(size)}`;
}

function baseOf({ old, new: now }: RegionChange): bigint {
  return (now ?? old)?.reg[0]?.base ?? 1n << 64n;
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
