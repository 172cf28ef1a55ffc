import type { Finding } from '../../lint/finding.ts';
import type { LintDiff } from './board-diff.ts';

/**
 * Findings that only one of two boards has. A finding is the same where its rule and its node are, so that another address in its
 * message makes no new one; or where it says the same: of two regions that overlap, the one that a source has last is blamed.
 */
export function lintDiff(
  old: readonly Finding[],
  now: readonly Finding[],
  newPathOf: (oldPath: string) => string,
): LintDiff {
  const before = (finding: Finding): string => `${finding.rule} ${newPathOf(finding.node)}`;
  const after = (finding: Finding): string => `${finding.rule} ${finding.node}`;
  const added = withoutKnown(now, after, countsOf(old, before));
  const gone = withoutKnown(old, before, countsOf(now, after));
  return {
    new: withoutKnown(added, saying, countsOf(gone, saying)),
    gone: withoutKnown(gone, saying, countsOf(added, saying)),
  };
}

function saying({ rule, message }: Finding): string {
  return `${rule} ${message}`;
}

function countsOf(findings: readonly Finding[], keyOf: (finding: Finding) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

function withoutKnown(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string,
  known: Map<string, number>,
): readonly Finding[] {
  return findings.filter((finding) => {
    const left = known.get(keyOf(finding)) ?? 0;
    known.set(keyOf(finding), left - 1);
    return left <= 0;
  });
}
