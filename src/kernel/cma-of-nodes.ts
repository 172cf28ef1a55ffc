import type { BootContext } from './boot-context.ts';
import { type CmaMoment, declareContiguous } from './cma-declare.ts';
import type { NumaNode } from './numa-nodes.ts';

/**
 * Reserves CMA areas of memory nodes, out of their own memory (dma_pernuma_cma_reserve() up to 6.1, dma_numa_cma_reserve()
 * later; spec 03 §6.4). An area that fails is told of, and the next one tried.
 */
export function reserveNodeAreas(context: BootContext, moment: CmaMoment, nodes: readonly NumaNode[]): void {
  const { profile, commandLine, log } = context;
  const { numaCma } = profile.behaviours;
  if (!profile.config.numaCma || nodes.length === 0) return;

  const caller = numaCma === 'pernuma' ? 'dma_pernuma_cma_reserve' : 'dma_numa_cma_reserve';
  const reserve = (name: string, size: bigint, node: NumaNode): void => {
    const result = declareContiguous(
      { name, size, base: 0n, limit: 0n, fixed: false, node },
      context,
      moment,
    );
    if (result !== 0) log.warning(`cma: ${caller}: reservation failed: err ${result}, node ${node.id}`);
  };

  const perNode = commandLine.cmaPerNuma ?? 0n;
  const asked = new Map(commandLine.numaCma.map(({ node, size }) => [node, size]));
  for (const node of nodes) {
    const own = asked.get(node.id) ?? 0n;
    asked.delete(node.id);
    if (numaCma === 'numa-by-default') {
      const size = own === 0n ? perNode || defaultSize(context, nodes) : own;
      if (size !== 0n) reserve(`numa${node.id}`, size, node);
      continue;
    }
    if (perNode !== 0n) reserve(`pernuma${node.id}`, perNode, node);
    if (own !== 0n && numaCma === 'pernuma-and-numa') reserve(`numa${node.id}`, own, node);
  }

  if (numaCma === 'pernuma') return;
  for (const [id, size] of asked) if (size !== 0n) log.warning(`cma: invalid node ${id} specified`);
}

/** Without a parameter each of several nodes gets an area as large as the default one. */
function defaultSize({ commandLine, profile, cmaAreas }: BootContext, nodes: readonly NumaNode[]): bigint {
  const isGiven = commandLine.cmaPerNuma !== undefined || commandLine.numaCma.length > 0;
  if (isGiven || nodes.length < 2 || !profile.config.cmaSizePerNuma) return 0n;
  return cmaAreas.defaultArea?.size ?? 0n;
}
