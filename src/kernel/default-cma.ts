import type { BootContext } from './boot-context.ts';
import { type CmaMoment, type CmaRequest, declareContiguous } from './cma-declare.ts';
import { reserveNodeAreas } from './cma-of-nodes.ts';
import type { NumaNode } from './numa-nodes.ts';

/** The kernel at the moment when it reserves its default CMA area. */
export interface DefaultCmaMoment extends CmaMoment {
  /** What the architecture passes to dma_contiguous_reserve(); 0: no limit. */
  readonly limit: bigint;
  /** The memory nodes that can have areas of their own; none where nodes are not told apart. */
  readonly nodes?: readonly NumaNode[];
}

/**
 * Reserves the default CMA area (dma_contiguous_reserve(); spec 03 §6.2), unless a region has become it; and the areas of memory
 * nodes, where that is done in the same place: before it, or after it.
 */
export function reserveDefaultCma(context: BootContext, moment: DefaultCmaMoment): void {
  if (!context.profile.config.dmaCma) return;
  const { nodes = [] } = moment;
  const { numaCma } = context.profile.behaviours;
  if (numaCma === 'pernuma-and-numa') reserveNodeAreas(context, moment, nodes);

  const request = defaultRequest(context, moment);
  if (request.size !== 0n && context.cmaAreas.defaultArea === undefined) {
    const result = declareContiguous(request, context, moment);
    if (result === 0) context.cmaAreas.makeDefault(undefined);
  }
  if (numaCma === 'numa-by-default') reserveNodeAreas(context, moment, nodes);
}

function defaultRequest(
  { commandLine, profile }: BootContext,
  { memblock, limit }: DefaultCmaMoment,
): CmaRequest {
  const name = 'reserved';
  const { cma } = commandLine;
  if (cma === undefined) {
    const size = kconfigSize(profile.config, memblock.memorySize());
    return { name, size, base: 0n, limit, fixed: false };
  }

  const isLower = limit === 0n || cma.limit < limit;
  const given = cma.limit !== 0n && (profile.behaviours.cmaLimit === 'command-line' || isLower);
  return {
    name,
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
