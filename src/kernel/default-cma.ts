import type { BootContext } from './boot-context.ts';
import { cmaUnit } from './cma-areas.ts';
import { formatPhysical, wholeMebibytes } from './log.ts';
import { type Memblock, roundDown, roundUp } from './memblock.ts';

const fourGibibytes = 1n << 32n;

interface Request {
  readonly size: bigint;
  readonly base: bigint;
  readonly limit: bigint;
  readonly fixed: boolean;
}

/**
 * Reserves the default CMA area (dma_contiguous_reserve(); spec 03 §6.2), unless a region has become it. `memblock` is the
 * allocator as it stands then, with the kernel's own early allocations in it; `exact` says whether those are known.
 */
export function reserveDefaultCma(context: BootContext, memblock: Memblock, dmaEnd: bigint, exact: boolean): void {
  if (!context.profile.config.dmaCma) return;
  const request = defaultRequest(context, memblock, dmaEnd);
  if (request.size === 0n || context.cmaAreas.defaultArea !== undefined) return;

  declareContiguous(request, context, memblock, exact || request.fixed);
}

function defaultRequest({ commandLine, profile }: BootContext, memblock: Memblock, dmaEnd: bigint): Request {
  const { cma } = commandLine;
  if (cma === undefined) {
    const size = kconfigSize(profile.config, memblock.memorySize());
    return { size, base: 0n, limit: dmaEnd, fixed: false };
  }

  const given = cma.limit !== 0n && (profile.behaviours.cmaLimit === 'command-line' || cma.limit < dmaEnd);
  return {
    size: cma.size,
    base: cma.base,
    limit: given ? cma.limit : dmaEnd,
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
function declareContiguous(request: Request, context: BootContext, memblock: Memblock, exact: boolean): void {
  const { log, profile, cmaAreas } = context;
  const unit = cmaUnit(profile);
  const node = profile.behaviours.cmaReservedLine === 'with-node' ? ' on node -1' : '';
  const address = (value: bigint): string => formatPhysical(value, profile.facts.addressBits);
  const fail = (size: bigint): void => log.error(`cma: Failed to reserve ${wholeMebibytes(size)} MiB${node}`);

  if (request.fixed && request.base % unit !== 0n) {
    log.error(`cma: Region at ${address(request.base)} must be aligned to ${address(unit)} bytes`);
    return fail(request.size);
  }

  const base = roundUp(request.base, unit);
  const size = roundUp(request.size, unit);
  const fixed = request.fixed && base !== 0n;
  const dramEnd = memblock.endOfDram();
  const asked = roundDown(request.limit, unit);
  const limit = asked === 0n || asked > dramEnd ? dramEnd : asked;
  if (base + size > limit) {
    log.error(`cma: Size (${address(size)}) of region at ${address(base)} exceeds limit (${address(limit)})`);
    return fail(size);
  }

  const found = fixed ? reserveFixed(base, size, memblock) : place(base, size, unit, limit, context, memblock);
  if (found === undefined) return fail(size);

  const area = { name: 'reserved', base: found, size, region: undefined, exact };
  if (cmaAreas.initReserved(area, { profile, memblock, log }) !== 0) {
    memblock.free(found, size);
    return fail(size);
  }
  cmaAreas.makeDefault(undefined);
  log.info(`cma: Reserved ${wholeMebibytes(size)} MiB at ${address(found)}${node}`);
}

function reserveFixed(base: bigint, size: bigint, memblock: Memblock): bigint | undefined {
  if (memblock.overlapsReserved(base, size)) return undefined;
  memblock.reserve(base, size);
  return base;
}

function place(
  base: bigint,
  size: bigint,
  align: bigint,
  limit: bigint,
  { profile }: BootContext,
  memblock: Memblock,
): bigint | undefined {
  const wantsHigh =
    profile.behaviours.cmaPlacement === 'above-4-gib-by-memory'
      ? memblock.endOfDram() >= fourGibibytes + size
      : profile.behaviours.cmaPlacement === 'above-4-gib-by-limit' && limit >= fourGibibytes + size;
  if (wantsHigh) {
    const high = memblock.allocate({ size, align, start: fourGibibytes, end: limit, direction: 'bottom-up' });
    if (high !== undefined) return high;
  }
  return memblock.allocate({ size, align, start: base, end: limit });
}
