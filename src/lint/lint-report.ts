import type { KernelProfile } from '../kernel/profile.ts';
import type { Finding, Severity } from './finding.ts';
import { type RemarkLevels, suppressionFindings } from './suppression-findings.ts';
import type { SuppressedFinding, Suppression } from './suppressions.ts';

/** What lint found on one board. */
export interface LintedBoard {
  /** As shown to the user. */
  readonly path: string;
  readonly findings: readonly Finding[];
  /** The kernel that it was judged for; undefined where there is none for its architecture. */
  readonly profile: KernelProfile | undefined;
  /** Whether any bank has a size. Where not, rules about what lies in memory are silent. */
  readonly memoryKnown: boolean;
  /** Findings that comments keep quiet. */
  readonly suppressed?: readonly SuppressedFinding[];
  /** All such comments in the files that the board is made of. */
  readonly suppressions?: readonly Suppression[];
}

/** A finding, and the boards that have it: one mistake in a file that many include is one mistake. */
export interface ReportedFinding extends Finding {
  readonly boards: readonly string[];
}

/** What lint found on all boards of a run. */
export interface LintReport {
  readonly boards: readonly LintedBoard[];
  /** Equal findings of several boards once, in the order of their places. */
  readonly findings: readonly ReportedFinding[];
  /** Those that comments keep quiet, equal ones of several boards once. */
  readonly suppressed: readonly (ReportedFinding & { readonly reason: string | undefined })[];
  /** Those that the baseline knows. */
  readonly known: readonly ReportedFinding[];
  readonly counts: Readonly<Record<Severity, number>>;
}

export interface CollectOptions {
  /** What is said about the comments themselves, for all boards or by a board's path. Default: unused ones are warnings. */
  readonly remarks?: RemarkLevels | ((board: string) => RemarkLevels) | undefined;
}

/** Puts the findings of a run's boards together, and adds what there is to say about comments that keep findings quiet. */
export function collectFindings(boards: readonly LintedBoard[], options: CollectOptions = {}): LintReport {
  const collected = new Collection<ReportedFinding>();
  const suppressed = new Collection<ReportedFinding & { readonly reason: string | undefined }>();
  for (const board of boards) {
    for (const finding of board.findings)
      collected.add(finding, board.path, (own) => ({ ...finding, boards: own }));
    for (const { finding, suppression } of board.suppressed ?? [])
      suppressed.add(finding, board.path, (own) => ({ ...finding, boards: own, reason: suppression.reason }));
  }
  for (const { finding, board } of suppressionFindings(boards, options.remarks))
    collected.add(finding, board, (own) => ({ ...finding, boards: own }));

  const findings = collected.values;
  const hasRemarks = findings.some(({ rule }) => rule.endsWith('-suppression'));
  return {
    boards,
    findings: boards.length > 1 || hasRemarks ? sortByPlace(findings) : findings,
    suppressed: suppressed.values,
    known: [],
    counts: countBySeverity(findings),
  };
}

/** The report without these findings: those that the baseline knows, or that are not asked for. */
export function withoutFindings(
  report: LintReport,
  isLeftOut: (finding: ReportedFinding) => boolean,
  as: 'known' | 'hidden',
): LintReport {
  const findings = report.findings.filter((finding) => !isLeftOut(finding));
  if (as === 'hidden') return { ...report, findings };
  const known = [...report.known, ...report.findings.filter(isLeftOut)];
  return { ...report, findings, known, counts: countBySeverity(findings) };
}

/** Equal findings of several boards, once. */
class Collection<T extends ReportedFinding> {
  readonly #found = new Map<string, { readonly value: T; readonly boards: string[] }>();

  add(finding: Finding, board: string, make: (boards: readonly string[]) => T): void {
    const key = keyOf(finding);
    const known = this.#found.get(key);
    if (known === undefined) {
      const boards = [board];
      this.#found.set(key, { value: make(boards), boards });
    } else if (known.boards.at(-1) !== board) known.boards.push(board);
  }

  get values(): readonly T[] {
    return [...this.#found.values()].map(({ value }) => value);
  }
}

function keyOf({ rule, severity, place, node, message }: Finding): string {
  return [rule, severity, place.file.path, place.start, node, message].join('\n');
}

/** Findings of one place stay in the order of their rules. */
function sortByPlace<F extends Finding>(findings: readonly F[]): readonly F[] {
  return [...findings].sort((a, b) => {
    const [left, right] = [a.place.file.path, b.place.file.path];
    if (left !== right) return left < right ? -1 : 1;
    return a.place.start - b.place.start;
  });
}

function countBySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
