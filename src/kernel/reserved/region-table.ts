import type { Node } from '../../devicetree/tree.ts';
import type { Hook, HookOperations, HookRegion } from '../hooks/hook.ts';

/** What became of a node below /reserved-memory. */
export type RegionState = 'initialized' | 'reserved' | 'failed' | 'ignored';

/** One entry of the kernel's reserved_mem[] (struct reserved_mem). */
export class RegionEntry implements HookRegion {
  readonly node: Node;
  readonly base: bigint;
  readonly size: bigint;
  hook: Hook | undefined;
  operations: HookOperations | undefined;

  constructor(node: Node, base: bigint, size: bigint) {
    this.node = node;
    this.base = base;
    this.size = size;
  }

  get name(): string {
    return this.node.name;
  }

  has(property: string): boolean {
    return this.node.property(property) !== undefined;
  }
}

/** reserved_mem[], and beside it the fate of every node, which the kernel does not keep. */
export class RegionTable {
  entries: RegionEntry[] = [];
  readonly #states = new Map<Node, RegionState>();
  readonly #reasons = new Map<Node, string>();

  state(node: Node): RegionState {
    return this.#states.get(node) ?? 'ignored';
  }

  /** Why a region failed, in the kernel's words or ours. */
  reason(node: Node): string | undefined {
    return this.#reasons.get(node);
  }

  /** A failure is kept: what the kernel goes on to do with such a region does not mend it. */
  mark(node: Node, state: RegionState, reason?: string): void {
    if (this.#states.get(node) === 'failed') return;
    this.#states.set(node, state);
    if (reason !== undefined) this.#reasons.set(node, reason);
  }

  /** of_reserved_mem_lookup(): the first entry of this name. */
  byName(name: string): RegionEntry | undefined {
    return this.entries.find((entry) => entry.name === name);
  }

  byNode(node: Node): RegionEntry | undefined {
    return this.entries.find((entry) => entry.node === node);
  }
}
