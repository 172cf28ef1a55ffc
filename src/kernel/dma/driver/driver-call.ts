import type { DmaDirection } from '../streaming/direction.ts';
import type { Allocation } from '../types.ts';

/** Memory that a driver got elsewhere than from the DMA API. */
export interface DriverMemory {
  readonly kind: 'memory';
  readonly device: string;
  readonly phys: bigint;
  readonly size: number;
  /** False where its address is made up. */
  readonly exact: boolean;
}

/** A streaming mapping, live or not: what its driver knows of it. */
export interface DriverMapping {
  readonly kind: 'mapping';
  readonly device: string;
  /** Bytes that were mapped, of all entries. */
  readonly size: number;
}

export interface DriverPool {
  readonly kind: 'pool';
  readonly device: string;
}

export interface DriverBlock {
  readonly kind: 'block';
  readonly device: string;
  readonly pool: DriverPool;
}

export type DriverObject = DriverMemory | DriverMapping | DriverPool | DriverBlock;

/** One entry of a list to map: a part of some memory. */
export interface EntryRequest {
  readonly memory: DriverMemory;
  readonly offset: number;
  readonly size: number;
}

/**
 * What a driver does with DMA besides dma_alloc_*() and dma_free_*(), one kind for each kernel function or family of them. What is
 * left out in `sync` and `unmap` is as the mapping has it; what is said may be wrong.
 */
export type DriverCall =
  | {
      readonly kind: 'buffer';
      readonly size: number;
      readonly from: 'kmalloc' | 'pages' | 'vmalloc' | 'stack' | 'kernel-image';
      readonly at?: bigint | undefined;
      readonly zone?: 'dma' | 'dma32' | undefined;
    }
  | { readonly kind: 'freeBuffer'; readonly memory: DriverMemory }
  | {
      readonly kind: 'map';
      readonly call: 'single' | 'page' | 'resource';
      readonly memory: DriverMemory;
      readonly offset: number;
      readonly size: number;
      readonly direction: DmaDirection;
      /** Bits of `dmaAttr`. */
      readonly attrs: number;
      /** Whether dma_mapping_error() is called afterwards. */
      readonly checked: boolean;
    }
  | {
      readonly kind: 'mapSg';
      readonly call: 'sg' | 'sgtable';
      readonly entries: readonly EntryRequest[];
      readonly direction: DmaDirection;
      readonly attrs: number;
    }
  | {
      readonly kind: 'sync';
      readonly mapping: DriverMapping;
      readonly for: 'cpu' | 'device';
      readonly offset: number;
      readonly size?: number | undefined;
      readonly direction?: DmaDirection | undefined;
      readonly entries?: number | undefined;
    }
  | {
      readonly kind: 'unmap';
      readonly mapping: DriverMapping;
      readonly call?: 'single' | 'page' | 'resource' | undefined;
      readonly offset: number;
      readonly size?: number | undefined;
      readonly direction?: DmaDirection | undefined;
      readonly entries?: number | undefined;
      readonly attrs: number;
    }
  | {
      readonly kind: 'touch';
      readonly by: 'cpu' | 'device';
      readonly target: DriverMapping | DriverMemory | Allocation;
      readonly offset: number;
      readonly size: number;
      /** The byte that is written; undefined: the bytes are read. */
      readonly write?: number | undefined;
    }
  | { readonly kind: 'setMask'; readonly mask: bigint; readonly streamingOnly: boolean }
  | { readonly kind: 'setCoherentMask'; readonly mask: bigint }
  | {
      readonly kind: 'setSegments';
      readonly maxSize?: number | undefined;
      readonly boundary?: bigint | undefined;
      readonly minAlign?: number | undefined;
    }
  | {
      readonly kind: 'declare';
      readonly at: bigint;
      readonly deviceAddress: bigint;
      readonly size: number;
      readonly flags: readonly string[];
    }
  | { readonly kind: 'release' }
  | { readonly kind: 'markOccupied'; readonly at: bigint; readonly size: number }
  | { readonly kind: 'bind' }
  | { readonly kind: 'unbind'; readonly keepsRegions: boolean }
  | {
      readonly kind: 'mmap';
      readonly allocation: Allocation;
      readonly offset: number;
      readonly size?: number | undefined;
    }
  | { readonly kind: 'getSgtable'; readonly allocation: Allocation }
  | {
      readonly kind: 'poolCreate';
      /** What the kernel calls it in its messages. */
      readonly name: string;
      readonly size: number;
      readonly align: number;
      readonly boundary: number;
    }
  | { readonly kind: 'poolAlloc'; readonly pool: DriverPool; readonly mayBlock: boolean }
  | { readonly kind: 'poolFree'; readonly pool: DriverPool; readonly block: DriverBlock }
  | { readonly kind: 'poolDestroy'; readonly pool: DriverPool };

/** One stretch of bus addresses that a call gave. */
export interface BusRange {
  readonly dma: bigint;
  readonly size: number;
}

/** What became of a call. */
export interface CallOutcome {
  readonly ok: boolean;
  /** Why it did not work, a sentence. */
  readonly why?: string | undefined;
  /** What the kernel panicked with, in this call or an earlier one. */
  readonly panics?: string | undefined;
  /** What the function returned, where that is 0 or a negative errno. */
  readonly rc?: number | undefined;
  /** What the device sees of what was given, and where that came from: a mapping's way, or an allocation's source. */
  readonly dma?: bigint | undefined;
  readonly phys?: bigint | undefined;
  readonly from?: string | undefined;
  /** False where an address hangs on what the kernel allocated before, and is modelled. */
  readonly exact?: boolean | undefined;
  /** Segments of a list as the device sees them. */
  readonly segments?: readonly BusRange[] | undefined;
  /** Bytes that were read, in hex. */
  readonly bytes?: string | undefined;
  /** Allocations that it freed: managed ones, when the driver leaves. */
  readonly freed?: readonly Allocation[] | undefined;
  /** What the call made, to be named in later ones. */
  readonly made?: DriverObject | undefined;
}
