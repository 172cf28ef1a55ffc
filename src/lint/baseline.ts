import type { Finding } from './finding.ts';
import { findingKey } from './fingerprint.ts';

/**
 * Findings that are known and tolerated, by the file that they stand in: how many there are of each key (rule, node and the
 * numbers of the message). Lines and wording are no part of it, so that it outlives edits.
 */
export interface Baseline {
  readonly version: 1;
  readonly files: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface BaselineResult {
  /** Findings that the baseline does not have. */
  readonly isNew: (finding: Finding) => boolean;
  readonly known: number;
  /** How many entries, of files that count, nothing matched any more. */
  readonly gone: number;
}

/** Names a file as the baseline does: relative to its folder. */
export type FileName = (finding: Finding) => string;

/** The baseline with which these findings would all be known, in the order of files and keys. */
export function baselineOf(findings: readonly Finding[], fileOf: FileName): Baseline {
  const files = new Map<string, Map<string, number>>();
  for (const finding of findings) {
    const file = fileOf(finding);
    const entries = files.get(file) ?? new Map<string, number>();
    const key = findingKey(finding);
    entries.set(key, (entries.get(key) ?? 0) + 1);
    files.set(file, entries);
  }
  return {
    version: 1,
    files: sortedRecord([...files].map(([file, entries]) => [file, sortedRecord([...entries])])),
  };
}

/**
 * Which findings a baseline knows: of equal ones, as many as it counts.
 *
 * @param wasRead whether a file counts for what is gone. Default: all do
 */
export function compareWithBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  fileOf: FileName,
  wasRead: (file: string) => boolean = () => true,
): BaselineResult {
  const left = new Map<string, number>();
  for (const [file, entries] of Object.entries(baseline.files)) {
    for (const [key, count] of Object.entries(entries)) left.set(`${file}\n${key}`, count);
  }

  const fresh = new Set<Finding>();
  for (const finding of findings) {
    const key = `${fileOf(finding)}\n${findingKey(finding)}`;
    const count = left.get(key) ?? 0;
    if (count === 0) fresh.add(finding);
    else left.set(key, count - 1);
  }
  return {
    isNew: (finding) => fresh.has(finding),
    known: findings.length - fresh.size,
    gone: Object.entries(baseline.files)
      .filter(([file]) => wasRead(file))
      .flatMap(([file, entries]) => Object.keys(entries).map((key) => left.get(`${file}\n${key}`) ?? 0))
      .reduce((sum, count) => sum + count, 0),
  };
}

function sortedRecord<T>(entries: (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
