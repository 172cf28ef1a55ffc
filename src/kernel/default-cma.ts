import type { BootContext } from './boot-context.ts';
import { cmaUnit, noSlotLine } from './cma-areas.ts';
import { formatPhysical, wholeMebibytes } from './log.ts';
import { type Memblock, roundDown, roundUp } from './memblock.ts';
import type { Behaviours } from './profiles/behaviours.ts';
import { smaller } from './unsigned.ts';

const fourGibibytes = 1n << 32n;

interface Request {
  readonly size: bigint;
  readonly base: bigint;
  readonly limit: bigint;
  readonly fixed: boolean;
}

/** The kernel at the moment when it reserves its default CMA area. */
export interface DefaultCmaMoment {
  /** The allocator as it stands then, with the kernel's own early allocations in it. */
  readonly memblock: Memblock;
  /** What the architecture passes to dma_contiguous_reserve(); 0: no limit. */
  readonly limit: bigint;
  /** Whether all is known that is taken by then. */
  readonly exact: boolean;
  /** Where highmem begins; undefined: there is none. */
  readonly highmemStart?: bigint;
}

/** Reserves the default CMA area (dma_contiguous_reserve(); spec 03 §6.2), unless a region has become it. */
export function reserveDefaultCma(context: BootContext, moment: DefaultCmaMoment): void {
  if (!context.profile.config.dmaCma) return;
  const request = defaultRequest(context, moment);
  if (request.size === 0n || context.cmaAreas.defaultArea !== undefined) return;

  declareContiguous(request, context, moment);
}

function defaultRequest(
  { commandLine, profile }: BootContext,
  { memblock, limit }: DefaultCmaMoment,
): Request {
  const { cma } = commandLine;
  if (cma === undefined) {
    const size = kconfigSize(profile.config, memblock.memorySize());
    return { size, base: 0n, limit, fixed: false };
  }

  const isLower = limit === 0n || cma.limit < limit;
  const given = cma.limit !== 0n && (profile.behaviours.cmaLimit === 'command-line' || isLower);
  return {
    size: cma.size,
    base: cma.base,
    limit: given ? cma.limit : limit,
    fixed: cma.base + cma.size === cma.limit,
  };
}

function kconfigSize({ cmaSize, pageSize }: BootContext['profile']['config'], memorySize: bigint): bigint {
  const page = BigInt(pageSize);
  const fixed = BigInt(cmaSize.mbytes) << 20n;
  const part = (((memorySize / page) * BigInt(cmaSize.percentage)) / 100n) * page;
  switch (cmaSize.select) {
    case 'mbytes':
      return fixed;
    case 'percentage':
      return part;
    case 'min':
      return fixed < part ? fixed : part;
    case 'max':
      return fixed > part ? fixed : part;
  }
}

/** cma_declare_contiguous_nid() (spec 06 §2) for an area named `reserved`. */
function declareContiguous(request: Request, context: BootContext, moment: DefaultCmaMoment): void {
  const { memblock } = moment;
  const { log, profile, cmaAreas } = context;
  const size = roundUp(request.size, cmaUnit(profile));
  const node = profile.behaviours.cmaReservedLine === 'with-node' ? ' on node -1' : '';
  if (!cmaAreas.hasSlot(profile)) {
    log.error(noSlotLine);
    if (profile.behaviours.cmaWithoutSlot === 'two-lines') {
      log.error(`cma: Failed to reserve ${wholeMebibytes(request.size)} MiB${node}`);
    }
    return;
  }

  const base = findPlace(request, context, moment);
  const exact = moment.exact || request.fixed;

  const area = { name: 'reserved', base: base ?? 0n, size, region: undefined, exact };
  if (base === undefined) log.error(`cma: Failed to reserve ${wholeMebibytes(size)} MiB${node}`);
  else if (cmaAreas.initReserved(area, { profile, memblock, log }) !== 0) {
    memblock.free(base, size);
    log.error(`cma: Failed to reserve ${wholeMebibytes(size)} MiB${node}`);
  } else {
    cmaAreas.makeDefault(undefined);
    const where = formatPhysical(base, profile.facts.addressBits);
    log.info(`cma: Reserved ${wholeMebibytes(size)} MiB at ${where}${node}`);
  }
}

/** Where the area comes to lie, reserved already; undefined, with the reason logged where the kernel logs one: nowhere. */
function findPlace(
  request: Request,
  { log, profile }: BootContext,
  { memblock, highmemStart }: DefaultCmaMoment,
): bigint | undefined {
  const unit = cmaUnit(profile);
  const address = (value: bigint): string => formatPhysical(value, profile.facts.addressBits);
  if (request.fixed && request.base % unit !== 0n) {
    log.error(`cma: Region at ${address(request.base)} must be aligned to ${address(unit)} bytes`);
    return undefined;
  }

  const base = roundUp(request.base, unit);
  const size = roundUp(request.size, unit);
  const fixed = request.fixed && base !== 0n;
  if (fixed && highmemStart !== undefined && base < highmemStart && base + size > highmemStart) {
    const border = `low/high memory boundary (${address(highmemStart)})`;
    log.error(`cma: Region at ${address(base)} defined on ${border}`);
    return undefined;
  }

  const dramEnd = memblock.endOfDram();
  const asked = roundDown(request.limit, unit);
  const limit = asked === 0n ? dramEnd : smaller(asked, dramEnd);
  if (base + size > limit) {
    const range = `Size (${address(size)}) of region at ${address(base)}`;
    log.error(`cma: ${range} exceeds limit (${address(limit)})`);
    return undefined;
  }

  if (fixed) return reserveFixed(base, size, memblock);
  return placeFreely(
    { size, align: unit, start: base, end: limit },
    profile.behaviours.cmaPlacement,
    memblock,
    highmemStart,
  );
}

function reserveFixed(base: bigint, size: bigint, memblock: Memblock): bigint | undefined {
  if (memblock.overlapsReserved(base, size)) return undefined;
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
