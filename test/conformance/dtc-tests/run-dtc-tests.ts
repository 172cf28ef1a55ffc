import { type CheckedSource, type ComparisonKind, checkSource } from './check-source.ts';
import type { Suite } from './manifest.ts';

/** Compares every source of the suite, prints each difference and the counts, and returns the exit status. */
export function runDtcTests(suite: Suite, print: (line: string) => void): number {
  const counts = new Map<ComparisonKind, number>();
  const leftOut: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const entry of suite.entries) {
    const checked = checkSource(suite, entry);
    const differences = differencesOf(checked);
    for (const difference of differences) print(`${entry.file}: ${difference}`);
    for (const { kind } of checked.comparisons) counts.set(kind, (counts.get(kind) ?? 0) + 1);

    if (differences.length > 0) failed++;
    else if (checked.leftOut === undefined) passed++;
    else leftOut.push(`${entry.file}: left out, ${checked.leftOut}`);
  }

  for (const [kind, count] of counts) print(`${count} ${kind} compared`);
  for (const line of leftOut) print(line);
  if (leftOut.length > 0) print(`${leftOut.length} left out`);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function differencesOf({ comparisons }: CheckedSource): readonly string[] {
  return comparisons.flatMap(({ difference }) => (difference === undefined ? [] : [difference]));
}
