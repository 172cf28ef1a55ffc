import type { FailOn } from '../../lint/fail-on.ts';
import type { RuleLevel } from '../../lint/lint.ts';
import type { RamAmount } from '../../workload/plan/workload-setting.ts';
import type { LintRequest } from '../lint-board.ts';
import type { SourceOptions } from '../preprocess-source.ts';

/** One board with one kernel, and all that is asked of it: plain data, which a thread can be sent. */
export interface CheckItem {
  /** As reports call the board. */
  readonly name: string;
  /** Absolute, as are all paths here. */
  readonly board: string;
  readonly overlays: readonly string[];
  /** As asked for; undefined: what the board or the default says. */
  readonly kernel: string | undefined;
  /** In place of the board's own; as written, too. */
  readonly ram: (RamAmount & { readonly text: string }) | undefined;
  /** Variables, for the workloads that have them. */
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly workloads: readonly string[];
  readonly sources: Pick<SourceOptions, 'includeFolders' | 'allowedFolders' | 'defines'>;
  /** The kernel, the memory, and what lint is to do. */
  readonly request: LintRequest;
  /** Of the capacity rules. */
  readonly levels: ReadonlyMap<string, RuleLevel>;
  readonly failOn: FailOn;
  /** A file of findings that are known. */
  readonly baseline: string | undefined;
}
