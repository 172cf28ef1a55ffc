import type { AllocFunction } from '../kernel/dma/types.ts';
import type { WorkloadActor, WorkloadRandom } from './generate/generate-document.ts';
import type { OperationName } from './operations/operation-spec.ts';
import type { WrittenPinned } from './pinned/pinned-schema.ts';
import type { WrittenAxis } from './plan/plan-schema.ts';

/** What a step comes to: all succeed, all fail, no matter, or what stands here. */
export type StepExpectation = 'succeeds' | 'all succeed' | 'fails' | 'any' | StepGives;

/** What a step gives; without `fails`, all of it succeeds. */
export interface StepGives {
  /** How many fail; or that all do, with this code or a text that has this in it. */
  readonly fails?: number | string | undefined;
  readonly from?: string | undefined;
  /** The pool that it comes out of: path, label or name of a region. */
  readonly pool?: string | undefined;
  readonly dma?: number | string | undefined;
  readonly rc?: number | undefined;
  readonly log?: string | undefined;
}

export interface WorkloadAlloc {
  /** Path, label, alias, or a name of the document's `devices`. */
  readonly device: string;
  /** Bytes, or a size expression; see `parseSize`. */
  readonly size: number | string;
  /** Bytes of which the lines of a picture are a multiple. */
  readonly stride?: number | undefined;
  /** Lines of which the height of a picture is a multiple. */
  readonly height?: number | undefined;
  /** Whether the planes of a picture are one buffer, or one each; by its format, if left out. */
  readonly planes?: 'together' | 'separate' | undefined;
  readonly count?: number | undefined;
  readonly id?: string | undefined;
  readonly gfp?: string | undefined;
  readonly attrs?: readonly string[] | undefined;
  readonly call?: AllocFunction | undefined;
  /** When its buffers are freed by themselves; see `parseLifetime`. */
  readonly lifetime?: string | undefined;
}

/** The oldest or the newest so many of an id, all that a device holds, or an id with a wrong size or address. */
export interface WorkloadFreeSome {
  readonly id?: string | undefined;
  readonly oldest?: number | undefined;
  readonly newest?: number | undefined;
  /** What the driver says, where it is not what was allocated. */
  readonly size?: number | string | undefined;
  /** Bytes beside the buffer's address. */
  readonly offset?: number | undefined;
  readonly device?: string | undefined;
}

/** `cap`, `cap[3]`, `cap[0..3]`, `all`, a list of those, or some of them. */
export type WorkloadFree = string | readonly string[] | WorkloadFreeSome;

/** The fields of an operation, as its schema took them. */
export type WorkloadOperation = Readonly<Record<string, unknown>>;

/** A template with its parameters, beside which it may have an id. */
export interface WorkloadUse {
  readonly template: string;
  /** What stands before the ids of its steps; the template's name, if left out. */
  readonly id?: string | undefined;
  readonly [parameter: string]: unknown;
}

/** One of `alloc`, `free`, `repeat`, `phase` and the operations; `repeat` and `phase` have `steps`. */
export interface WorkloadStep
  extends Partial<Readonly<Record<OperationName, WorkloadOperation | undefined>>> {
  readonly alloc?: WorkloadAlloc | undefined;
  readonly use?: WorkloadUse | undefined;
  readonly expect?: StepExpectation | undefined;
  /** Another way to write `expect: fails`. */
  readonly fails?: 'expected' | undefined;
  readonly free?: WorkloadFree | undefined;
  readonly repeat?: number | undefined;
  readonly phase?: string | undefined;
  readonly parallel?: readonly WorkloadActor[] | undefined;
  readonly random?: WorkloadRandom | undefined;
  readonly steps?: readonly WorkloadStep[] | undefined;
}

/** Limits on one pool: percentages of it (`10%`) or sizes. */
export interface PoolExpectation {
  readonly peak?: number | string | undefined;
  readonly headroom?: number | string | undefined;
  readonly largestHole?: number | string | undefined;
  readonly waste?: number | string | undefined;
  readonly fragmentation?: string | undefined;
}

/** Limits on pools stand for every pool in use, and in `pools` for one. */
export interface WorkloadExpectations extends PoolExpectation {
  readonly failures?: 'none' | 'any' | number | undefined;
  readonly dmaDebug?: 'none' | 'any' | number | undefined;
  readonly live?: number | undefined;
  readonly pools?: Readonly<Record<string, PoolExpectation>> | undefined;
}

/** A workload file, version 1, as its YAML says it. */
export interface WorkloadDocument {
  readonly version: 1;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly devices?: Readonly<Record<string, string>> | undefined;
  readonly variables?: Readonly<Record<string, number | string>> | undefined;
  readonly matrix?: Readonly<Record<string, WrittenAxis>> | undefined;
  readonly pinned?: WrittenPinned | undefined;
  readonly steps: readonly WorkloadStep[];
  readonly expect?: WorkloadExpectations | 'all succeed' | undefined;
}
