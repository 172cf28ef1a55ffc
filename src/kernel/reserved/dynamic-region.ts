import type { Node } from '../../devicetree/tree.ts';
import { readNumber } from '../../memory/cells.ts';
import { type BootContext, rootCells } from '../boot-context.ts';
import { cmaUnit } from '../cma-areas.ts';
import { wholeMebibytes } from '../log.ts';
import type { SearchDirection } from '../memblock.ts';
import { isCompatible } from './compatible.ts';
import { invalidDynamic, reservedPrefix } from './messages.ts';
import { type ReadEntry, readEntries } from './region-nodes.ts';

interface Request {
  readonly size: bigint;
  readonly align: bigint;
  readonly noMap: boolean;
}

/** Finds a place for a node that has `size` (__reserved_mem_alloc_size(); spec 01 §5); undefined, with its message: none. */
export function placeDynamic(node: Node, context: BootContext): ReadEntry | undefined {
  const request = readRequest(node, context);
  if (request === undefined) return undefined;

  const base = tryRanges(node, request, context);
  if (base === undefined) return undefined;
  if (base !== 0n) return { base, size: request.size };

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

  const physical = (value: bigint): bigint => BigInt.asUintN(context.profile.facts.addressBits, value);
  const align = alignment === undefined ? 0n : physical(readNumber(alignment, 0, cells.address));
  const unit = isCmaPool(node) && context.profile.config.dmaCma ? cmaUnit(context.profile) : 0n;
  return {
    size: physical(readNumber(size, 0, cells.size)),
    align: align > unit ? align : unit,
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
  return undefined;
}

/** The base; 0n: no range gave one; undefined: the property is malformed, and its message printed. */
function tryRanges(node: Node, request: Request, context: BootContext): bigint | undefined {
  const anywhere = (): bigint => allocate(request, 0n, 0n, 'top-down', context);
  const property = node.property('alloc-ranges')?.value;
  if (property === undefined) return anywhere();

  const { entries, isMalformed } = readEntries(property, context);
  if (isMalformed) {
    if (context.profile.behaviours.malformedAllocRanges === 'absent') return anywhere();
    return invalid(node, 'alloc-ranges', context);
  }

  for (const { base: start, size } of entries) {
    const end = BigInt.asUintN(context.profile.facts.addressBits, start + size);
    const base = allocate(request, start, end, direction(start, end, context), context);
    if (base !== 0n) return base;
  }
  return 0n;
}

/**
 * __reserved_mem_alloc_in_range(): a range that begins at an earlier dynamic region is searched upwards from it, one that ends
 * at one downwards to it (spec 01 §5.3). Regions that touch count, with their ends.
 */
function direction(start: bigint, end: bigint, { profile, table }: BootContext): SearchDirection {
  if (profile.behaviours.searchDirection === 'top-down') return 'top-down';

  const touches = (address: bigint): boolean =>
    table.entries.some(({ base, size }) => address >= base && address <= base + size);
  return touches(start) && !touches(end) ? 'bottom-up' : 'top-down';
}

/** One attempt (early_init_dt_alloc_reserved_memory_arch()): the base, or 0n. An end of 0 stands for no limit. */
function allocate(
  { size, align, noMap }: Request,
  start: bigint,
  end: bigint,
  direction: SearchDirection,
  { memblock, profile }: BootContext,
): bigint {
  const { dynamicLowerBound, dynamicNoMap } = profile.behaviours;
  const isLate = dynamicLowerBound === 'after-search';
  const base = memblock.find({
    size,
    align: align === 0n ? BigInt(profile.config.cacheLineSize) : align,
    start: isLate ? 0n : start,
    ...(end === 0n ? {} : { end }),
    direction,
  });
  if (base === undefined || base < start) return 0n;

  if (!noMap || dynamicNoMap !== 'removed') memblock.reserve(base, size);
  if (noMap && dynamicNoMap === 'marked') memblock.markNoMap(base, size);
  else if (noMap) memblock.remove(base, size);
  return base;
}
