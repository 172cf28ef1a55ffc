import type { ProfileRequest } from '../../src/kernel/profile.ts';
import type { LintInput } from '../../src/lint/board-facts.ts';
import type { Severity } from '../../src/lint/finding.ts';
import type { LintPreset } from '../../src/lint/lint.ts';
import type { RegionAspect } from '../../src/project/diff/board-diff.ts';

/** What the report tells beside the tree: the kernel, and what only the boot loader's user knows. */
export interface FailureOptions extends Omit<LintInput, 'model' | 'profile' | 'arch' | 'efiMap'> {
  /** Default: Linux 6.12 of the board's architecture. */
  readonly kernel?: ProfileRequest;
  /** Symbols beside those of the defconfig. */
  readonly kconfig?: readonly (readonly [symbol: string, value: string])[];
  /** Default: recommended. */
  readonly preset?: LintPreset;
  /** Files of fixtures/real-bugs that are applied to the board. */
  readonly overlays?: readonly string[];
  /** A file of fixtures/real-bugs with UEFI's map. */
  readonly efiMap?: string;
}

/** What tells of the failure, and is silent once it is put right. */
export type Caught =
  | { readonly by: 'rule'; readonly id: string; readonly node: string; readonly severity: Severity }
  | { readonly by: 'boot'; readonly log: RegExp }
  | {
      readonly by: 'run';
      /** A file of fixtures/real-bugs. */
      readonly workload: string;
      /** What the first failure says, or the kernel's log. */
      readonly says?: RegExp;
      /** Ids of all rules about capacity that tell of it. */
      readonly finds: readonly string[];
      /** Every request gets memory from somebody in the end. */
      readonly passes?: true;
    }
  | {
      readonly by: 'diff';
      /** The board before the change that was a mistake, in fixtures/real-bugs. */
      readonly before: string;
      /** The region, and what about it the change takes away unsaid. */
      readonly node: string;
      readonly aspect: RegionAspect;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly by: 'address';
      /** A file of fixtures/real-bugs. */
      readonly workload: string;
      readonly id: string;
      /** What the buffer's address should be a multiple of, and is not. */
      readonly alignment: bigint;
    };

/** One documented failure, rebuilt: `fixtures/real-bugs/<board>`, right with FIXED defined. */
export interface Rebuilt {
  readonly bug: number;
  readonly board: string;
  readonly options?: FailureOptions;
  /** What else the right variant is judged with, where the mistake was no mistake of the tree. */
  readonly fixedOptions?: FailureOptions;
  readonly caught: Caught;
  /** Ids of other rules that tell of it. */
  readonly also?: readonly string[];
}

/** One that is not rebuilt, and why. */
export interface LeftOut {
  readonly bug: number;
  readonly what: string;
  readonly reason: string;
}

/** A finding of a rule on a node. */
export function told(id: string, node: string, severity: Severity = 'error'): Caught {
  return { by: 'rule', id, node, severity };
}

/** The same on a region. */
export function toldOf(id: string, region: string, severity: Severity = 'error'): Caught {
  return told(id, `/reserved-memory/${region}`, severity);
}
