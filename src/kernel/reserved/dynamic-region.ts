import type { Node } from '../../devicetree/tree.ts';
import { readNumber } from '../../memory/cells.ts';
import { type BootContext, rootCells } from '../boot-context.ts';
import type { SearchStep, SeenRange } from '../boot-trace.ts';
import { cmaUnit } from '../cma-areas.ts';
import { wholeMebibytes } from '../log.ts';
import type { FreeRange, MemblockRequest } from '../memblock.ts';
import { larger, smaller } from '../unsigned.ts';
import { isCompatible } from './compatible.ts';
import { invalidDynamic, reservedPrefix } from './messages.ts';
import { type ReadEntry, readEntries } from './region-nodes.ts';
import type { RegionEntry } from './region-table.ts';
import { isValidNode } from './validate-node.ts';

interface Request {
  readonly size: bigint;
  readonly align: bigint;
  readonly alignedBy: SearchStep['alignedBy'];
  readonly noMap: boolean;
}

/** Finds a place for a node that has `size` (__reserved_mem_alloc_size(); spec 01 §5); undefined, with its message: none. */
export function placeDynamic(node: Node, context: BootContext): ReadEntry | undefined {
  const request = readRequest(node, context);
  if (request === undefined) return undefined;

  const base = tryRanges(node, request, context);
  if (base === undefined) return undefined;
  if (base !== 0n) {
    context.trace?.claim(node, { base, size: request.size });
    return { base, size: request.size };
  }

  const withSize = context.profile.behaviours.failedAllocationText === 'name-and-size';
  const size = withSize ? `: size ${wholeMebibytes(request.size)} MiB` : '';
  const message = `failed to allocate memory for node '${node.name}'${size}`;
  context.log.print(withSize ? 'error' : 'info', reservedPrefix + message);
  context.table.mark(node, 'failed', message);
  return undefined;
}

function readRequest(node: Node, context: BootContext): Request | undefined {
  const cells = rootCells(context);
  const size = node.property('size')?.value;
  if (size === undefined) return undefined;
  if (size.length !== cells.size * 4) return invalid(node, 'size', context);

  const alignment = node.property('alignment')?.value;
  // The kernel reads it with the root's *address* cells, where the specification says size cells.
  if (alignment !== undefined && alignment.length !== cells.address * 4) {
    return invalid(node, 'alignment', context);
  }
  if (!isValidNode(node, context)) return undefined;

  const physical = (value: bigint): bigint => BigInt.asUintN(context.profile.facts.addressBits, value);
  const align = alignment === undefined ? 0n : physical(readNumber(alignment, 0, cells.address));
  const unit = isCmaPool(node) && context.profile.config.dmaCma ? cmaUnit(context.profile) : 0n;
  return {
    size: physical(readNumber(size, 0, cells.size)),
    align: align > unit ? align : unit,
    alignedBy: align > unit ? 'property' : unit > 0n ? 'cma' : 'cache-line',
    noMap: node.property('no-map') !== undefined,
  };
}

function isCmaPool(node: Node): boolean {
  return (
    isCompatible(node, 'shared-dma-pool') &&
    node.property('reusable') !== undefined &&
    node.property('no-map') === undefined
  );
}

function invalid(
  node: Node,
  property: Parameters<typeof invalidDynamic>[0],
  context: BootContext,
): undefined {
  const message = invalidDynamic(property, node.name);
  context.log.error(reservedPrefix + message);
  context.table.mark(node, 'failed', message);
  context.trace?.add(node, () => ({ kind: 'skipped', why: 'malformed', message }));
  return undefined;
}

/** The base; 0n: no range gave one; undefined: the property is malformed, and its message printed. */
function tryRanges(node: Node, request: Request, context: BootContext): bigint | undefined {
  const anywhere = (): bigint => allocate(node, request, everywhere, context).base;
  const property = node.property('alloc-ranges')?.value;
  if (property === undefined) return anywhere();

  const { entries, isMalformed } = readEntries(property, context);
  if (isMalformed) {
    if (context.profile.behaviours.malformedAllocRanges === 'absent') return anywhere();
    return invalid(node, 'alloc-ranges', context);
  }

  let lost = 0n;
  for (const [index, { base: start, size }] of entries.entries()) {
    const end = BigInt.asUintN(context.profile.facts.addressBits, start + size);
    const neighbour = lowerNeighbour(start, end, context);
    const place = allocate(node, request, { index, start, end, neighbour }, context);
    if (place.taken) return place.base;
    if (place.base !== 0n) lost = place.base;
  }
  return lost;
}

/** Where one attempt looks. An end of 0 stands for no limit. */
interface Attempt {
  /** Entry of `alloc-ranges`; undefined: there is none. */
  readonly index: number | undefined;
  readonly start: bigint;
  readonly end: bigint;
  /** The region that the search goes upwards from; undefined: it goes downwards. */
  readonly neighbour: RegionEntry | undefined;
}

const everywhere: Attempt = { index: undefined, start: 0n, end: 0n, neighbour: undefined };

/**
 * __reserved_mem_alloc_in_range(): a range that begins at an earlier dynamic region is searched upwards from it, one that ends
 * at one downwards to it (spec 01 §5.3). Regions that touch count, with their ends.
 */
function lowerNeighbour(
  start: bigint,
  end: bigint,
  { profile, table }: BootContext,
): RegionEntry | undefined {
  if (profile.behaviours.searchDirection === 'top-down') return undefined;

  const touched = (address: bigint): RegionEntry | undefined =>
    table.entries.find(({ base, size }) => address >= base && address <= base + size);
  return touched(end) === undefined ? touched(start) : undefined;
}

/** What an attempt came to. A base that is not taken is the region's all the same, unless another attempt has more luck. */
interface Place {
  /** 0n: none. */
  readonly base: bigint;
  readonly taken: boolean;
}

const nowhere: Place = { base: 0n, taken: false };

/** One attempt (early_init_dt_alloc_reserved_memory_arch()). */
function allocate(node: Node, request: Request, attempt: Attempt, context: BootContext): Place {
  const { size, noMap } = request;
  const { profile } = context;
  const { start, end, neighbour } = attempt;
  const { dynamicLowerBound } = profile.behaviours;
  const isLate = dynamicLowerBound === 'after-search';
  const align = request.align === 0n ? BigInt(profile.config.cacheLineSize) : request.align;
  const base = find(node, { ...request, align }, attempt, context, {
    size,
    align,
    start: isLate ? 0n : start,
    ...(end === 0n ? {} : { end }),
    direction: neighbour === undefined ? 'top-down' : 'bottom-up',
  });
  if (base === undefined || base < start) return nowhere;
  return take(base, size, noMap, context);
}

/**
 * Keeps what was found out of others' hands. Where memblock has no room for it, 5.10 has told its caller the base by then, and
 * the other versions too unless it was the reserving that failed: the region counts as placed, in memory that anybody gets.
 */
function take(base: bigint, size: bigint, noMap: boolean, { memblock, profile }: BootContext): Place {
  const { dynamicNoMap, dynamicRefused } = profile.behaviours;
  const reserves = !noMap || dynamicNoMap !== 'removed';
  if (reserves && !memblock.reserve(base, size))
    return dynamicRefused === 'placed' ? { base, taken: false } : nowhere;
  if (!noMap) return { base, taken: true };

  if (dynamicNoMap !== 'marked') return { base, taken: memblock.remove(base, size) };
  const taken = memblock.markNoMap(base, size);
  if (!taken) memblock.free(base, size);
  return { base, taken };
}

/** The search itself, recorded where it is to be explained. */
function find(
  node: Node,
  { size, align, alignedBy }: Request,
  { index, start, end, neighbour }: Attempt,
  { memblock, trace, profile }: BootContext,
  search: MemblockRequest,
): bigint | undefined {
  if (trace?.node !== node) return memblock.find(search);

  const before = trace.moment(memblock);
  const seen: SeenRange[] = [];
  const limit = end === 0n ? (1n << BigInt(profile.facts.addressBits)) - 1n : end;
  const observe = (free: FreeRange, candidate: bigint | undefined): void => {
    seen.push({
      base: larger(free.base, search.start ?? 0n),
      end: smaller(free.end, limit),
      candidate,
    });
  };
  const found = memblock.find({ ...search, observe });
  trace.add(node, () => ({
    kind: 'search',
    size,
    align,
    alignedBy,
    entry: index === undefined ? undefined : { index, start, end },
    direction: search.direction ?? 'top-down',
    neighbour: neighbour?.name,
    seen: seen.filter((range) => range.base < range.end),
    found,
    taken: found !== undefined && found >= start,
    before,
  }));
  return found;
}
