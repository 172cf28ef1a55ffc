import type { BootResult } from '../../kernel/boot.ts';
import type { Finding } from '../../lint/finding.ts';
import type { LintReport } from '../../lint/lint-report.ts';
import type { Problem } from '../../source/problem.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import type { CheckItem } from './check-item.ts';

export type CheckOutcome = 'passes' | 'fails' | 'unusable';

/** What came of one workload of an item. */
export interface CheckedRehearsal {
  /** As shown. */
  readonly path: string;
  readonly outcome: CheckOutcome;
  /** Undefined where the file cannot be read. */
  readonly rehearsal: Rehearsal | undefined;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** What came of one board with one kernel. */
export interface ItemResult {
  readonly item: CheckItem;
  /** The board's path, as shown. */
  readonly board: string;
  readonly outcome: CheckOutcome;
  /** Undefined where the board cannot be read. */
  readonly lint: LintReport | undefined;
  /** Undefined where it cannot be booted. */
  readonly boot: BootResult | undefined;
  readonly workloads: readonly CheckedRehearsal[];
  /** What is wrong with the board, whatever the workload. */
  readonly problems: readonly Problem[];
}
