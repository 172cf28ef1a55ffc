import type { BootContext } from './boot-context.ts';
import { type CmaMoment, declareContiguous } from './cma-declare.ts';
import { wholeMebibytes } from './log.ts';
import { roundUp } from './memblock.ts';
import type { NumaNode } from './numa-nodes.ts';
import { smaller } from './unsigned.ts';

/** Bytes of arm64's largest huge page, by its page size (PUD_SIZE, or CONT_PMD_SIZE). */
const gigantic: Readonly<Record<number, bigint>> = {
  4096: 1n << 30n,
  16384: 1n << 30n,
  65536: 1n << 34n,
};

/** Reserves `hugetlb_cma=`'s areas, out of which gigantic pages are given (hugetlb_cma_reserve()). */
export function reserveHugetlbAreas(
  context: BootContext,
  moment: CmaMoment,
  nodes: readonly NumaNode[],
): void {
  const { profile, log, commandLine } = context;
  const { hugetlbCma: kind } = profile.behaviours;
  const { hugetlbCma: asked } = commandLine;
  if (kind === 'none' || asked === undefined) return;
  if (!profile.config.hugetlb || !profile.config.dmaCma) return;

  const align = gigantic[profile.config.pageSize] ?? 1n << 30n;
  const list = kind === 'one-size' ? [] : asked.nodes;
  const sizes = list.length === 0 ? undefined : sizesByNode(list, nodes, align, context);
  const total = sizes === undefined ? asked.size : [...sizes.values()].reduce((sum, size) => sum + size, 0n);
  if (total === 0n) return;
  if (total < align) {
    log.warning(`hugetlb_cma: cma area should be at least ${wholeMebibytes(align)} MiB`);
    return;
  }

  const count = BigInt(nodes.length);
  const share = (total + count - 1n) / count;
  if (sizes === undefined) {
    const most = `up to ${wholeMebibytes(share)} MiB per node`;
    log.info(`hugetlb_cma: reserve ${wholeMebibytes(total)} MiB, ${most}`);
  }

  let reserved = 0n;
  for (const node of nodes) {
    const wanted = sizes === undefined ? smaller(share, total - reserved) : (sizes.get(node.id) ?? 0n);
    if (wanted === 0n) continue;

    const size = roundUp(wanted, align);
    const name = `hugetlb${node.id}`;
    const request = { name, size, base: 0n, limit: 0n, fixed: false, align, node };
    const result = declareContiguous({ ...request, countsRanges: kind === 'many-ranges' }, context, moment);
    if (result !== 0) {
      log.warning(`hugetlb_cma: reservation failed: err ${result}, node ${node.id}`);
      continue;
    }
    reserved += size;
    log.info(`hugetlb_cma: reserved ${wholeMebibytes(size)} MiB on node ${node.id}`);
    if (reserved >= total) return;
  }
}

/** The sizes that nodes are asked for, without those that are refused, and told of. */
function sizesByNode(
  list: readonly { readonly node: number; readonly size: bigint }[],
  nodes: readonly NumaNode[],
  align: bigint,
  { log }: BootContext,
): ReadonlyMap<number, bigint> {
  const online = new Set(nodes.map(({ id }) => id));
  const sizes = new Map(list.map(({ node, size }) => [node, size]));
  for (const [id, size] of sizes) {
    if (size === 0n || (online.has(id) && size >= align)) continue;

    const wrong = online.has(id)
      ? `cma area of node ${id} should be at least ${wholeMebibytes(align)} MiB`
      : `invalid node ${id} specified`;
    log.warning(`hugetlb_cma: ${wrong}`);
    sizes.delete(id);
  }
  return sizes;
}
