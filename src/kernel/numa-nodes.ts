import { nodeMark } from '../devicetree/node-marks.ts';
import type { Node } from '../devicetree/tree.ts';
import { readNumber } from '../memory/cells.ts';
import { type BootContext, rootCells } from './boot-context.ts';
import { smaller } from './unsigned.ts';

/** A memory node of NUMA, with its memory: ascending and disjoint. */
export interface NumaNode {
  readonly id: number;
  readonly ranges: readonly { readonly base: bigint; readonly end: bigint }[];
}

/** MAX_NUMNODES of arm64's defconfig (CONFIG_NODES_SHIFT). */
const mostNodes = 16;

/**
 * The memory nodes that the tree tells apart with `numa-node-id` (of_numa_parse_memory_nodes(), arch_numa_init()). Everything
 * is one node 0 where a part of memory has none, where an id is too large, where `numa=off` is given, or without CONFIG_NUMA.
 */
export function numaNodes(context: BootContext): readonly NumaNode[] {
  const { memory } = context.memblock;
  const one: readonly NumaNode[] = [{ id: 0, ranges: memory }];
  const { config } = context.profile;
  if (!config.numa || context.commandLine.numaOff || context.machine.memory !== undefined) return one;

  const claims = claimedRanges(context);
  const ranges = new Map<number, { base: bigint; end: bigint }[]>();
  let next = 0;
  for (const block of memory) {
    for (let at = block.base; at < block.end; ) {
      while ((claims[next]?.end ?? at + 1n) <= at) next++;
      const claim = claims[next];
      if (claim === undefined || claim.base > at || claim.id >= mostNodes) return one;
      const end = smaller(claim.end, block.end);
      const own = ranges.get(claim.id);
      if (own === undefined) ranges.set(claim.id, [{ base: at, end }]);
      else own.push({ base: at, end });
      at = end;
    }
  }
  return [...ranges].sort(([a], [b]) => a - b).map(([id, own]) => ({ id, ranges: own }));
}

interface Claim {
  readonly id: number;
  readonly base: bigint;
  readonly end: bigint;
}

/** What memory nodes say about their memory, ascending. */
function claimedRanges(context: BootContext): readonly Claim[] {
  const cells = rootCells(context);
  const entryBytes = (cells.address + cells.size) * 4;
  if (entryBytes === 0) return [];

  const claims: Claim[] = [];
  for (const node of context.model.tree.nodes()) {
    const id = nodeId(node);
    const reg = node.property('reg')?.value;
    if (id === undefined || reg === undefined) continue;

    for (let at = 0; at + entryBytes <= reg.length; at += entryBytes) {
      const base = readNumber(reg, at, cells.address);
      const size = readNumber(reg, at + cells.address * 4, cells.size);
      if (size !== 0n) claims.push({ id, base, end: base + size });
    }
  }
  return claims.sort((a, b) => (a.base < b.base ? -1 : 1));
}

function nodeId(node: Node): number | undefined {
  if ((node.marks & nodeMark.deviceType) === 0) return undefined;
  if (node.property('device_type')?.asString() !== 'memory') return undefined;
  const value = node.property('numa-node-id')?.value;
  return value === undefined || value.length < 4 ? undefined : Number(readNumber(value, 0, 1));
}
