import type { BootResult } from '../../kernel/boot.ts';
import type { Cause } from '../find-causes.ts';

/** A stretch of addresses and what stood there. */
export interface ExplainedRange {
  readonly base: bigint;
  /** Exclusive. */
  readonly end: bigint;
  readonly what: string;
  /** `found`: the answer; `free`: looked at and not enough; `taken`: nothing to be had. */
  readonly kind: 'found' | 'free' | 'taken';
}

/** A paragraph, and the ranges that it speaks of. */
export interface ExplainedStep {
  readonly text: string;
  readonly ranges: readonly ExplainedRange[];
  /** Ranges that are left out after these. */
  readonly more: number;
}

/** A behaviour without which it would have come out otherwise. */
export interface DecidingBehaviour {
  /** From this kernel's value to the other. */
  readonly causes: readonly Cause[];
  /** Release lines that have the other value. */
  readonly versions: readonly string[];
  /** What it would be then: `lies at 0xafe00000, 2 MiB`. */
  readonly otherwise: readonly string[];
}

/** Why a boot does with one node what it does. */
export interface Explanation {
  readonly node: string;
  /** What it comes to, in a sentence. */
  readonly summary: string;
  readonly steps: readonly ExplainedStep[];
  /** Lines of the log that name it. */
  readonly log: readonly string[];
  readonly behaviours: readonly DecidingBehaviour[];
  readonly boot: BootResult;
}
