import type { Node } from '../devicetree/tree.ts';
import type { AddressRange } from '../memory/model.ts';
import type { CmaRequest } from './cma-declare.ts';
import type { FreeRange, Memblock, MemblockRegion, SearchDirection } from './memblock.ts';

/** memblock's two lists at one moment, and which regions had a part in them. */
export interface MemblockMoment {
  readonly claims: readonly Claim[];
  readonly memory: readonly MemblockRegion[];
  readonly reserved: readonly MemblockRegion[];
}

/** A free range that a search looked at, cut to the search's limits, and the base that it would have given. */
export interface SeenRange extends FreeRange {
  readonly candidate: bigint | undefined;
}

/** One search for a dynamic region's place. */
export interface SearchStep {
  readonly kind: 'search';
  readonly size: bigint;
  readonly align: bigint;
  /** Where the alignment comes from: the property, CMA's unit, or the cache line that stands in for none. */
  readonly alignedBy: 'property' | 'cma' | 'cache-line';
  /** Entry of `alloc-ranges`; undefined: anywhere. */
  readonly entry: { readonly index: number; readonly start: bigint; readonly end: bigint } | undefined;
  readonly direction: SearchDirection;
  /** The earlier region that the range begins at, which turned the search round. */
  readonly neighbour: string | undefined;
  /** In the order in which the search met them. */
  readonly seen: readonly SeenRange[];
  /** What the search found, whether or not it was taken. */
  readonly found: bigint | undefined;
  /** False: found below the range's start, where a kernel asks for that only afterwards. */
  readonly taken: boolean;
  readonly before: MemblockMoment;
}

/** One entry of a static region's `reg`. */
export interface ReserveStep extends AddressRange {
  readonly kind: 'reserve';
  readonly index: number;
  readonly noMap: boolean;
  readonly outcome: 'reserved' | 'marked' | 'removed' | 'busy' | 'full' | 'empty';
  readonly before: MemblockMoment;
}

/** Something that the emulated kernel did about the node that is explained, in its order. */
export type BootStep =
  | SearchStep
  | ReserveStep
  /** The early scan passed the node by, or dropped it. */
  | { readonly kind: 'skipped'; readonly why: SkipReason; readonly message?: string }
  | {
      readonly kind: 'hook';
      readonly hook: string;
      readonly compatible: string;
      readonly errno: number;
      readonly said: readonly string[];
    }
  | { readonly kind: 'no-hook' }
  | {
      readonly kind: 'given-back';
      readonly how: 'kept' | 'added-back' | 'flag-cleared';
      readonly noMap: boolean;
    }
  | AssignmentStep;

export type SkipReason = 'root-check' | 'disabled' | 'placeholder' | 'malformed' | 'table-full' | 'refused';

/** One call of of_reserved_mem_device_init_by_idx(). */
export interface AssignmentStep {
  readonly kind: 'assignment';
  readonly index: number;
  readonly target: Node | undefined;
  readonly result: number;
  readonly reason: AssignmentReason;
}

export type AssignmentReason =
  | 'no-entry'
  | 'disabled'
  | 'not-in-table'
  | 'no-operations'
  | 'refused'
  | 'assigned';

/** One call of cma_declare_contiguous_nid(): an area that no region makes. */
export interface CmaStep {
  readonly request: CmaRequest;
  /** The request's size in whole units. */
  readonly size: bigint;
  /** What base and size are multiples of. */
  readonly unit: bigint;
  /** 0, or a negative errno. */
  readonly result: number;
  /** Whether all is known that is taken by then. */
  readonly exact: boolean;
  /** What it printed. */
  readonly said: readonly string[];
  readonly before: MemblockMoment;
}

/** What a region holds, so that others can be told what stands in their way. */
export interface Claim extends AddressRange {
  readonly node: Node;
}

/**
 * Records what a boot does about one node, and about CMA areas that no node makes, for `boot --explain`. A boot without it computes nothing for it; one with it does
 * just the same.
 */
export class BootTrace {
  /** Undefined: only areas are asked for. */
  readonly node: Node | undefined;
  readonly steps: BootStep[] = [];
  readonly areas: CmaStep[] = [];
  /** Of all regions, in the order in which they came. */
  readonly claims: Claim[] = [];

  constructor(node?: Node) {
    this.node = node;
  }

  /** Adds a step if it is about the node; what it says is worked out only then. */
  add(node: Node, step: () => BootStep): void {
    if (node === this.node) this.steps.push(step());
  }

  claim(node: Node, { base, size }: AddressRange): void {
    this.claims.push({ node, base, size });
  }

  /** What stands where now, for a step. */
  moment({ memory, reserved }: Memblock): MemblockMoment {
    return { memory: [...memory], reserved: [...reserved], claims: [...this.claims] };
  }
}
