import type { BootContext } from './boot-context.ts';
import { type CmaAreaRecord, rangesOf } from './cma-areas.ts';
import { roundDown, roundUp } from './memblock.ts';
import { type Zones, zoneOf } from './zones.ts';

/** What became of the CMA areas once the kernel runs. */
export interface CmaActivation {
  /** Areas that can be allocated from. */
  readonly active: ReadonlySet<CmaAreaRecord>;
  /** Why the kernel panicked over one. */
  readonly panic: string | undefined;
}

/** Bits that the largest kmalloc() holds: 2^MAX_PAGE_ORDER pages of them. */
function mostBitmapPages({ config }: BootContext['profile']): bigint {
  return BigInt(8 * config.pageSize) << BigInt(config.maxPageOrder);
}

/**
 * cma_init_reserved_areas() (spec 06 §1): an area needs `struct page` for every page, all of one zone, and a bitmap. From 6.1
 * on a page without `struct page` is a panic.
 */
export function activateCmaAreas(context: BootContext, zones: Zones): CmaActivation {
  const active = new Set<CmaAreaRecord>();
  for (const area of context.cmaAreas.areas) {
    let isWhole = true;
    for (const { base, size } of rangesOf(area)) {
      const end = base + size;
      const bare = firstWithoutStructPage(base, end, context);
      const border = firstOtherZone(base, end, zones);
      const panics = context.profile.behaviours.cmaOutsideMemory === 'panics';
      if (bare !== undefined && panics && (border === undefined || bare < border)) {
        return panicked(area, bare, active, context);
      }

      const pages = size / BigInt(context.profile.config.pageSize);
      if (border !== undefined || pages > mostBitmapPages(context.profile)) isWhole = false;
    }
    if (isWhole) active.add(area);
    else context.log.error(`cma: CMA area ${area.name} could not be activated`);
  }
  return { active, panic: undefined };
}

function panicked(
  area: CmaAreaRecord,
  address: bigint,
  active: ReadonlySet<CmaAreaRecord>,
  context: BootContext,
): CmaActivation {
  const line = 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b';
  context.log.emerg(line);
  const where = `no memory at 0x${address.toString(16)}, in a section without any`;
  return { active, panic: `${line} (cma_init_reserved_areas: CMA area ${area.name} has ${where})` };
}

/** The lowest address of the range in a memory section that holds no memory at all. */
function firstWithoutStructPage(
  base: bigint,
  end: bigint,
  { memblock, profile }: BootContext,
): bigint | undefined {
  const section = profile.facts.sectionSize;
  let at = base;
  for (const region of memblock.memory) {
    if (at >= end) return undefined;
    if (roundDown(region.base, section) > at) return at;
    const covered = roundUp(region.end, section);
    if (covered > at) at = covered;
  }
  return at < end ? at : undefined;
}

function firstOtherZone(base: bigint, end: bigint, zones: Zones): bigint | undefined {
  const own = zoneOf(zones, base);
  return [zones.dmaEnd, zones.dma32End].find(
    (border) => border > base && border < end && zoneOf(zones, border) !== own,
  );
}
