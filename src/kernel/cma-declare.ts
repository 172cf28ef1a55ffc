import type { BootContext } from './boot-context.ts';
import { cmaUnit, noSlotLine } from './cma-areas.ts';
import { findRanges } from './cma-ranges.ts';
import { errno } from './hooks/hook.ts';
import { formatPhysical, wholeMebibytes } from './log.ts';
import { type Memblock, roundDown, roundUp } from './memblock.ts';
import type { NumaNode } from './numa-nodes.ts';
import type { Behaviours } from './profiles/behaviours.ts';
import { larger, smaller } from './unsigned.ts';

const fourGibibytes = 1n << 32n;

/** An area that the kernel is asked for. */
export interface CmaRequest {
  readonly name: string;
  readonly size: bigint;
  /** Where the search begins, or where the area is to lie if that is `fixed`. */
  readonly base: bigint;
  /** Exclusive; 0: the end of memory. */
  readonly limit: bigint;
  readonly fixed: boolean;
  /** Bytes, if more than CMA's own unit. */
  readonly align?: bigint;
  /** The one memory node that it may come from; undefined: any. */
  readonly node?: NumaNode;
  /** cma_declare_contiguous_multi(): the area may have several ranges, and the log counts them. */
  readonly countsRanges?: boolean;
}

/** The kernel at the moment when it reserves an area. */
export interface CmaMoment {
  /** The allocator as it stands then, with the kernel's own early allocations in it. */
  readonly memblock: Memblock;
  /** Whether all is known that is taken by then. */
  readonly exact: boolean;
  /** Where highmem begins; undefined: there is none. */
  readonly highmemStart?: bigint;
}

/** Reserves an area (cma_declare_contiguous_nid(); spec 06 §2) and says so in the log: 0, or a negative errno. */
export function declareContiguous(request: CmaRequest, context: BootContext, moment: CmaMoment): number {
  const { trace, log } = context;
  if (trace === undefined) return declare(request, context, moment);

  const before = trace.moment(moment.memblock);
  const printed = log.lines.length;
  const result = declare(request, context, moment);
  const unit = alignmentOf(request, context);
  const said = log.lines.slice(printed).map(({ text }) => text);
  const size = roundUp(request.size, unit);
  trace.areas.push({ request, size, unit, result, exact: moment.exact, said, before });
  return result;
}

function declare(request: CmaRequest, context: BootContext, moment: CmaMoment): number {
  const { memblock } = moment;
  const { log, profile, cmaAreas } = context;
  const node = profile.behaviours.cmaReservedLine === 'with-node' ? ` on node ${request.node?.id ?? -1}` : '';
  if (!cmaAreas.hasSlot(profile)) {
    log.error(noSlotLine);
    if (profile.behaviours.cmaWithoutSlot === 'two-lines')
      log.error(`cma: Failed to reserve ${wholeMebibytes(request.size)} MiB${node}`);
    return errno.noSpace;
  }

  const size = roundUp(request.size, alignmentOf(request, context));
  const place = findPlace(request, context, moment);
  const failed = (code: number): number => {
    log.error(`cma: Failed to reserve ${wholeMebibytes(size)} MiB${node}`);
    return code;
  };
  if (place === errno.noMemory && request.countsRanges === true && declareRanges(request, context, moment))
    return 0;
  if (typeof place === 'number') return failed(place);

  const { name, fixed } = request;
  const exact = moment.exact || fixed;
  const area = { name, base: place, size, region: undefined, exact };
  const result = cmaAreas.initReserved(area, { profile, memblock, log });
  if (result !== 0) {
    memblock.free(place, size);
    return failed(result);
  }

  const where = formatPhysical(place, profile.facts.addressBits);
  const found = request.countsRanges === true ? 'in 1 range' : `at ${where}${node}`;
  log.info(`cma: Reserved ${wholeMebibytes(size)} MiB ${found}`);
  return 0;
}

/** An area that fits nowhere in one piece: whether it did in several. */
function declareRanges(
  { name, size, node, ...request }: CmaRequest,
  context: BootContext,
  { memblock, exact }: CmaMoment,
): boolean {
  const searched = node === undefined ? memblock : onlyNode(memblock, node);
  const ranges = findRanges(searched, size, alignmentOf({ name, size, ...request }, context));
  const [first] = ranges ?? [];
  if (ranges === undefined || first === undefined) return false;

  for (const range of ranges) memblock.reserve(range.base, range.size);
  context.cmaAreas.add({ name, base: first.base, size, region: undefined, exact, ranges });
  const count = `${ranges.length} range${ranges.length > 1 ? 's' : ''}`;
  context.log.info(`cma: Reserved ${wholeMebibytes(size)} MiB in ${count}`);
  return true;
}

function alignmentOf({ align = 0n }: CmaRequest, { profile }: BootContext): bigint {
  return larger(align, cmaUnit(profile));
}

/** Where the area comes to lie, reserved already; else a negative errno, with the reason logged where the kernel logs one. */
function findPlace(
  request: CmaRequest,
  context: BootContext,
  { memblock, highmemStart }: CmaMoment,
): bigint | number {
  const { log, profile } = context;
  const unit = alignmentOf(request, context);
  const address = (value: bigint): string => formatPhysical(value, profile.facts.addressBits);
  if (request.fixed && request.base % unit !== 0n) {
    log.error(`cma: Region at ${address(request.base)} must be aligned to ${address(unit)} bytes`);
    return errno.invalid;
  }

  const base = roundUp(request.base, unit);
  const size = roundUp(request.size, unit);
  const fixed = request.fixed && base !== 0n;
  if (fixed && highmemStart !== undefined && base < highmemStart && base + size > highmemStart) {
    const border = `low/high memory boundary (${address(highmemStart)})`;
    log.error(`cma: Region at ${address(base)} defined on ${border}`);
    return errno.invalid;
  }

  const dramEnd = memblock.endOfDram();
  const asked = roundDown(request.limit, unit);
  const limit = asked === 0n ? dramEnd : smaller(asked, dramEnd);
  if (base + size > limit) {
    const range = `Size (${address(size)}) of region at ${address(base)}`;
    log.error(`cma: ${range} exceeds limit (${address(limit)})`);
    return errno.invalid;
  }

  if (fixed) return reserveFixed(base, size, memblock);
  const range = { size, align: unit, start: base, end: limit };
  const searched = request.node === undefined ? memblock : onlyNode(memblock, request.node);
  const found = placeFreely(range, profile.behaviours.cmaPlacement, searched, highmemStart);
  if (found !== undefined && searched !== memblock) memblock.reserve(found, size);
  return found ?? errno.noMemory;
}

/** The allocator with no memory but one node's. */
function onlyNode(memblock: Memblock, { ranges }: NumaNode): Memblock {
  const own = memblock.clone();
  let at = 0n;
  for (const { base, end } of ranges) {
    own.remove(at, base - at);
    at = end;
  }
  own.remove(at, larger(own.endOfDram(), at) - at);
  return own;
}

function reserveFixed(base: bigint, size: bigint, memblock: Memblock): bigint | number {
  if (memblock.overlapsReserved(base, size)) return errno.busy;
  memblock.reserve(base, size);
  return base;
}

/** Above 4 GiB where that is preferred, else in highmem, else in low memory. */
function placeFreely(
  range: { readonly size: bigint; readonly align: bigint; readonly start: bigint; readonly end: bigint },
  placement: Behaviours['cmaPlacement'],
  memblock: Memblock,
  highmemStart: bigint | undefined,
): bigint | undefined {
  const needed = fourGibibytes + range.size;
  const wantsHigh =
    placement === 'above-4-gib-by-memory'
      ? memblock.endOfDram() >= needed
      : placement === 'above-4-gib-by-limit' && range.end >= needed;
  const high = wantsHigh
    ? memblock.allocate({ ...range, start: fourGibibytes, direction: 'bottom-up' })
    : undefined;
  if (high !== undefined) return high;

  if (highmemStart === undefined || range.start >= highmemStart || range.end <= highmemStart)
    return memblock.allocate(range);
  return (
    memblock.allocate({ ...range, start: highmemStart }) ?? memblock.allocate({ ...range, end: highmemStart })
  );
}
