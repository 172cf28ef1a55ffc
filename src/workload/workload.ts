import type { DeviceTree } from '../devicetree/tree.ts';
import type { DmaSystem } from '../kernel/dma/types.ts';
import type { Place } from '../source/place.ts';
import type { Program } from './program.ts';

/** What a workload is performed on: a booted board. */
export interface WorkloadBoard {
  readonly tree: DeviceTree;
  readonly dma: DmaSystem;
  /** Bytes; the kernel's PAGE_SIZE. */
  readonly pageSize: number;
}

/** A limit on a pool: bytes, or a share of the pool's size from 0 to 1. */
export type Limit =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'share'; readonly share: number };

export type PoolMeasure = 'peak' | 'headroom' | 'largestHole' | 'waste' | 'fragmentation';

/** One thing that a workload expects at its end. */
export type Expectation =
  /** Steps that say nothing of their own fail at most so often in all. */
  | { readonly kind: 'failures'; readonly atMost: number; readonly place: Place | undefined }
  /** dma-debug complains at most so often of what no step foresees. */
  | { readonly kind: 'dmaDebug'; readonly atMost: number; readonly place: Place | undefined }
  | { readonly kind: 'live'; readonly atMost: number; readonly place: Place }
  /** `pool` is an index into `DmaSystem.pools`; undefined: every pool that the workload uses. */
  | {
      readonly kind: 'pool';
      readonly measure: PoolMeasure;
      readonly pool: number | undefined;
      readonly limit: Limit;
      /** As written, for the report. */
      readonly written: string;
      readonly place: Place;
    };

/** A workload that fits a board: every device, id and pool that it names is there. */
export interface Workload {
  readonly name: string | undefined;
  readonly program: Program;
  /** Bytes; the board's. */
  readonly pageSize: number;
  /** Paths of the nodes that the program's device numbers stand for. */
  readonly devices: readonly string[];
  readonly expectations: readonly Expectation[];
}
