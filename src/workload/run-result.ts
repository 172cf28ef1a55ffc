import type { DecisionStep } from '../kernel/dma/decision-path.ts';
import type { AllocFailure, AllocSource, PoolState } from '../kernel/dma/types.ts';
import type { LogLevel } from '../kernel/log.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { BlockedPlace } from './blocking-buffers.ts';
import type { RecordedFigures } from './recorded-figures.ts';
import type { Expectation } from './workload.ts';

export type FailureCode = AllocFailure['code'];

/** A moment at which much of what was free was of no use for one large buffer. */
export interface FragmentedMoment {
  /** 1 - largest hole / free pages, from 0 to 1. */
  readonly share: number;
  readonly freePages: number;
  readonly largestHolePages: number;
  /** Number of the operation after which it was so, from 1. */
  readonly operation: number;
}

/** What a device had of a pool when most of that was in use. */
export interface DeviceAtPeak {
  /** Path. */
  readonly device: string;
  readonly buffers: number;
  /** Pages of the pool, rounding included. */
  readonly pages: number;
  /** As asked for. */
  readonly bytes: number;
}

/** What a workload did to one pool. Pages are the pool's own; bytes are what the drivers asked for. */
export interface PoolFigures {
  /** Index into `DmaSystem.pools`. */
  readonly pool: number;
  readonly kind: PoolState['kind'];
  readonly region: string | undefined;
  readonly name: string;
  readonly base: bigint;
  readonly pageSize: number;
  readonly pageCount: number;
  /** Paths of the workload's devices that allocate from it. */
  readonly devices: readonly string[];
  readonly usedPagesBefore: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly peakPages: number;
  /** Number of the operation that first reached the peak; 0: it was so before the first one. */
  readonly peakOperation: number;
  /** What the buffers that were live at the peak had been asked for as. */
  readonly requestedBytesAtPeak: number;
  /** What those buffers took beyond that: rounding to pages, and to powers of two in a coherent pool. */
  readonly wasteBytesAtPeak: number;
  /** Who had the pool at the peak, most first; the rest of the peak is not this workload's. */
  readonly devicesAtPeak: readonly DeviceAtPeak[];
  /** The page behind the highest that was ever in use. */
  readonly endPages: number;
  /** Pages that cannot move, and how many of them lie below that page. */
  readonly pinnedPages: number;
  readonly pinnedBelowEnd: number;
  /** The smallest that the longest run of pages that can be had ever was. */
  readonly smallestHolePages: number;
  /** The moment with most free pages outside the largest hole; undefined where all that was free was always in one piece. */
  readonly fragmentation: FragmentedMoment | undefined;
  readonly usedPagesAtEnd: number;
  readonly largestHolePagesAtEnd: number;
  readonly liveBuffers: number;
  readonly liveBytes: number;
  /** False where a place in it hangs on the kernel's own early allocations. */
  readonly exact: boolean;
}

/** What a workload did for one device. */
export interface DeviceFigures {
  readonly path: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly frees: number;
  /** Frees of what had not been allocated because that failed: nothing happens. */
  readonly freesOfFailed: number;
  /** All that was asked for and given, over the whole run. */
  readonly requestedBytes: number;
  /** The largest that was given. */
  readonly largestBytes: number;
  /** The most that was live at once, as asked for. */
  readonly peakBytes: number;
  /** What that took beyond. */
  readonly wasteBytesAtPeak: number;
  readonly liveBuffers: number;
  readonly liveBytes: number;
  /** How many allocations came from where. */
  readonly sources: ReadonlyMap<AllocSource, number>;
  /** False where an address hangs on the kernel's own early allocations. */
  readonly exact: boolean;
}

export interface PhaseFigures {
  readonly name: string;
  /** Whose phase it is; undefined: nobody takes turns there. */
  readonly actor?: string | undefined;
  readonly operations: number;
  readonly failed: number;
}

/** Who held how much of a pool. */
export interface Holder {
  readonly device: string;
  readonly buffers: number;
  readonly pages: number;
  readonly requestedBytes: number;
  /** Pages that they would take in a CMA area, at its alignment. */
  readonly cmaPages: number;
}

/** One failed allocation, at length. */
export interface FailureReport {
  /** Number of the operation, from 1. */
  readonly operation: number;
  readonly device: string;
  readonly size: number;
  readonly buffer: string;
  readonly place: Place;
  /** Innermost phase. */
  readonly phase: string | undefined;
  /** Whose turn it was; undefined: nobody takes turns there. */
  readonly actor?: string | undefined;
  readonly expected: boolean;
  readonly failure: AllocFailure;
  /** Index into `DmaSystem.pools` of the pool that refused. */
  readonly pool: number | undefined;
  /** Who held that pool, most first. */
  readonly holders: readonly Holder[];
  /** Where it would nearly have fitted, and what lies there. */
  readonly nearest: BlockedPlace | undefined;
  /** One remedy, a sentence. */
  readonly remedy: string;
}

/** How often an operation other than `alloc` and `free` was performed. */
export interface OperationFigures {
  readonly name: string;
  readonly performed: number;
  readonly failed: number;
  /** Not tried, because what it was about had not come into being. */
  readonly skipped: number;
}

/** The first operation other than `alloc` that failed. */
export interface FailedOperation {
  /** Number of the operation, from 1. */
  readonly operation: number;
  readonly name: string;
  readonly device: string;
  readonly id: string | undefined;
  readonly place: Place;
  readonly phase: string | undefined;
  /** Whose turn it was; undefined: nobody takes turns there. */
  readonly actor?: string | undefined;
  readonly expected: boolean;
  readonly why: string;
}

/** The operation that the kernel did not return from. */
export interface PanickedOperation {
  readonly operation: number;
  readonly name: string;
  readonly device: string;
  readonly id: string | undefined;
  readonly place: Place;
  /** What it panicked with. */
  readonly text: string;
}

/** A line that the kernel printed during an operation. */
export interface LoggedLine {
  readonly operation: number;
  readonly level: LogLevel;
  readonly text: string;
}

/** What `run --explain` asks about: an operation by its number, or the first that gives a buffer its name. */
export type ExplainTarget =
  | { readonly kind: 'operation'; readonly operation: number }
  | { readonly kind: 'buffer'; readonly buffer: string };

/** The tests that the kernel made in one operation. */
export interface ExplainedOperation {
  readonly operation: number;
  readonly name: string;
  readonly device: string;
  readonly id: string | undefined;
  readonly size: number | undefined;
  readonly place: Place;
  readonly steps: readonly DecisionStep[];
  readonly ok: boolean;
  /** What came of it, in words. */
  readonly outcome: string;
}

/** Failures alike: one device, one size, one reason. */
export interface FailureGroup {
  readonly device: string;
  readonly size: number;
  readonly code: FailureCode;
  readonly count: number;
  /** Those that no step expects. */
  readonly unexpected: number;
  /** The first of them: needs, free pages and the largest hole at its alignment were so then. */
  readonly failure: AllocFailure;
  readonly operation: number;
  readonly place: Place;
}

export type ExpectationResult =
  | {
      readonly kind: 'step';
      readonly holds: boolean;
      readonly place: Place;
      /** Of the allocations that one execution of the step makes. */
      readonly allocations: number;
      readonly expectedFailures: number;
      /** The pool that they come out of, as the step says it. */
      readonly pool?: string | undefined;
      readonly executions: number;
      /** Executions that came out differently, and the failures in the first of them. */
      readonly violations: number;
      readonly firstViolation: number | undefined;
      /** How what it gave differs first from what it says, where the failures are as it says. */
      readonly difference: string | undefined;
    }
  | {
      readonly kind: 'workload';
      readonly holds: boolean;
      readonly expectation: Expectation;
      /** The pool it was measured at: the worst one, where the expectation is about all. */
      readonly pool: number | undefined;
      /** Operations, buffers, bytes or a share, by the expectation. */
      readonly actual: number;
    };

/** What came of a workload. */
export interface RunResult {
  readonly name: string | undefined;
  /** As the user named the file. */
  readonly file: string;
  /** All expectations hold, and everything was performed. */
  readonly passes: boolean;
  /** What ended it before its end: all figures are of what comes before. */
  readonly stopped?: Problem;
  /** Where the kernel panicked, which ends every run. */
  readonly panicked?: PanickedOperation | undefined;
  /** Allocations tried, buffers freed, and other operations. */
  readonly operations: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unexpectedFailures: number;
  readonly frees: number;
  readonly freesOfFailed: number;
  readonly liveBuffers: number;
  readonly liveBytes: number;
  readonly pools: readonly PoolFigures[];
  readonly devices: readonly DeviceFigures[];
  readonly phases: readonly PhaseFigures[];
  /** The first failure that was not expected; the first of all where each was. */
  readonly firstFailure: FailureReport | undefined;
  readonly failures: readonly FailureGroup[];
  /** Failures that are counted but in none of the groups, because there are too many kinds. */
  readonly failuresLeftOut: number;
  /** Operations other than `alloc` and `free`, in the order of their first use. */
  readonly calls: readonly OperationFigures[];
  /** The first of them that failed although nobody expected it; the first of all where each was expected. */
  readonly failedCall: FailedOperation | undefined;
  /** The first lines that the kernel printed, and how many more there were. */
  readonly log: readonly LoggedLine[];
  readonly logLeftOut: number;
  /** What `explain` asked for, if the run came by it. */
  readonly explained: ExplainedOperation | undefined;
  readonly expectations: readonly ExpectationResult[];
  /** Undefined where the workload says nothing of a recording. */
  readonly recorded?: RecordedFigures | undefined;
}
