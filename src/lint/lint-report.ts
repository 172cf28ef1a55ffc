import type { KernelProfile } from '../kernel/profile.ts';
import type { Finding, Severity } from './finding.ts';

/** What lint found on one board. */
export interface LintedBoard {
  /** As shown to the user. */
  readonly path: string;
  readonly findings: readonly Finding[];
  /** The kernel that it was judged for; undefined where there is none for its architecture. */
  readonly profile: KernelProfile | undefined;
  /** Whether any bank has a size. Where not, rules about what lies in memory are silent. */
  readonly memoryKnown: boolean;
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
  readonly counts: Readonly<Record<Severity, number>>;
}

/** Puts the findings of a run's boards together. */
export function collectFindings(boards: readonly LintedBoard[]): LintReport {
  const collected = new Map<string, Finding & { readonly boards: string[] }>();
  for (const board of boards) {
    for (const finding of board.findings) {
      const key = keyOf(finding);
      const known = collected.get(key);
      if (known === undefined) collected.set(key, { ...finding, boards: [board.path] });
      else if (known.boards.at(-1) !== board.path) known.boards.push(board.path);
    }
  }

  const findings = [...collected.values()];
  return {
    boards,
    findings: boards.length > 1 ? sortByPlace(findings) : findings,
    counts: countBySeverity(findings),
  };
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
