import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { larger } from '../../kernel/unsigned.ts';
import { BoardFacts } from '../../lint/board-facts.ts';
import { freeMemory, within } from '../../lint/free-memory.ts';
import { nearestBase } from '../../lint/nearest-place.ts';
import type { AddressRange, MemoryModel, Region } from '../../memory/model.ts';
import { containsRange, endOf, mergeRanges, overlapBytes } from '../../memory/ranges.ts';

/** A range that a static region asks for. */
export interface PlaceRequest {
  readonly region: Region;
  readonly size: bigint;
  /** Of base and size; a power of two. */
  readonly align: bigint;
  /** Whether it must not cross the border of two zones, as a CMA area. */
  readonly withinZone: boolean;
}

/**
 * Where a static region of that size may begin: where it is, if what lies above is free there; else at the nearest free place. Free is RAM
 * that no other static region, no `/memreserve/` entry, and neither kernel image, initrd nor blob takes, in all of these boots.
 *
 * A region outside of all RAM stays where it is, unless it runs into something: what else is there the tree does not tell.
 *
 * @param model with the other regions as they are to be
 * @returns undefined: there is no such place
 */
export function freePlace(
  request: PlaceRequest,
  model: MemoryModel,
  kernels: readonly BootedKernel[],
): bigint | undefined {
  const { region, size, align } = request;
  const base = region.reg[0]?.base;
  if (base === undefined) return undefined;
  const here = { base, size };
  const isAligned = base % align === 0n;
  const holes = holesIn(request, model, kernels);
  if (isAligned && holes.some((hole) => containsRange(hole, here))) return base;
  if (isAligned && isOutside(region, here, model, kernels)) return base;

  return nearestBase(holes, size, align, base);
}

/** What is free in every boot, in pieces that a region may lie in. */
function holesIn(
  { region, withinZone }: PlaceRequest,
  model: MemoryModel,
  kernels: readonly BootedKernel[],
): readonly AddressRange[] {
  let holes: readonly AddressRange[] | undefined;
  for (const kernel of kernels) {
    const free = freeIn(kernel, model, region);
    const pieces = withinZone ? free.flatMap((hole) => cut(hole, bordersOf(kernel))) : free;
    const before = holes;
    holes = before === undefined ? pieces : before.flatMap((hole) => within(pieces, hole));
  }
  return holes ?? [];
}

function freeIn(kernel: BootedKernel, model: MemoryModel, except: Region): readonly AddressRange[] {
  const { machine, profile } = kernel;
  const facts = new BoardFacts({ model, profile, memory: machine.memory });
  const loaded = mergeRanges(
    [machine.kernelImage, machine.initrd, machine.fdt].filter((range) => range !== undefined),
  );
  const whole = { base: 0n, size: 1n << BigInt(profile.facts.addressBits) };
  // A region whose neighbour is written twice is left out by its node, since the model is another than the region's.
  const own = model.regions.find(({ path }) => path === except.path) ?? except;
  return within(freeMemory(facts, own), whole).flatMap((hole) => cutOut(hole, loaded));
}

/** Ends of zones: an area that crosses one cannot be activated. */
function bordersOf({ zones }: BootedKernel): readonly bigint[] {
  return [zones.dmaEnd, zones.dma32End, zones.lowEnd];
}

function cut(hole: AddressRange, borders: readonly bigint[]): readonly AddressRange[] {
  const inside = [...new Set(borders)].filter((border) => border > hole.base && border < endOf(hole));
  const edges = [hole.base, ...inside.sort((a, b) => (a < b ? -1 : 1)), endOf(hole)];
  return edges.slice(1).map((end, at) => ({ base: edges[at] ?? 0n, size: end - (edges[at] ?? 0n) }));
}

/** What is left of a hole without these ranges, which are sorted and disjoint. */
function cutOut(hole: AddressRange, taken: readonly AddressRange[]): readonly AddressRange[] {
  const left: AddressRange[] = [];
  let { base } = hole;
  for (const range of taken) {
    if (overlapBytes(hole, range) === 0n) continue;
    if (range.base > base) left.push({ base, size: range.base - base });
    base = larger(base, endOf(range));
  }
  if (base < endOf(hole)) left.push({ base, size: endOf(hole) - base });
  return left;
}

/** Whether the region lies beside all RAM, and would still do so, without running into another. */
function isOutside(
  region: Region,
  range: AddressRange,
  model: MemoryModel,
  kernels: readonly BootedKernel[],
): boolean {
  const overlaps = (other: AddressRange): boolean => overlapBytes(other, range) > 0n;
  const banks = kernels.flatMap(({ machine }) => machine.memory ?? model.banks);
  if (banks.some(overlaps)) return false;
  return !model.regions.some(
    (other) => other.path !== region.path && other.available && other.reg.some(overlaps),
  );
}
