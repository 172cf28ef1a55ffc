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
  #entries: RegionEntry[] = [];
  #byName: ReadonlyMap<string, RegionEntry> | undefined;
  #byNode: ReadonlyMap<Node, RegionEntry> | undefined;
  readonly #states = new Map<Node, RegionState>();
  readonly #reasons = new Map<Node, string>();
  /** The region that is to be the pool of all devices (dma_reserved_default_memory). */
  defaultDmaRegion: Node | undefined;

  /** In the kernel's order at this time. */
  get entries(): readonly RegionEntry[] {
    return this.#entries;
  }

  replace(entries: readonly RegionEntry[]): void {
    this.#entries = [...entries];
    this.#byName = undefined;
    this.#byNode = undefined;
  }

  add(entry: RegionEntry): void {
    this.#entries.push(entry);
    this.#byName = undefined;
    this.#byNode = undefined;
  }

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
    this.#byName ??= firstOfEach(this.#entries, (entry) => entry.name);
    return this.#byName.get(name);
  }

  byNode(node: Node): RegionEntry | undefined {
    this.#byNode ??= firstOfEach(this.#entries, (entry) => entry.node);
    return this.#byNode.get(node);
  }
}

function firstOfEach<K>(
  entries: readonly RegionEntry[],
  key: (entry: RegionEntry) => K,
): ReadonlyMap<K, RegionEntry> {
  const first = new Map<K, RegionEntry>();
  for (const entry of entries) if (!first.has(key(entry))) first.set(key(entry), entry);
  return first;
}
