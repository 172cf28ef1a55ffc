import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Baseline, type BaselineResult, baselineOf, compareWithBaseline } from '../lint/baseline.ts';
import type { Finding } from '../lint/finding.ts';
import { baselineFileName, readBaselineFile } from '../project/settings/baseline-file.ts';
import { writeOutputFile } from './output.ts';
import { usable } from './usage-error.ts';

/**
 * What a baseline knows of findings. Its entries for files that the run has not read say nothing about them.
 *
 * @param read absolute paths of the files that the run has read
 * @throws UsageError for a baseline that cannot be read
 */
export function compareWithBaselineFile(
  findings: readonly Finding[],
  path: string,
  read: ReadonlySet<string>,
): BaselineResult {
  const baseline = usable(readBaselineFile('--baseline', path));
  return compareWithBaseline(findings, baseline, baselineFileName(path), isDecided(path, read));
}

/**
 * Writes findings as a baseline; its entries for files that are there and that the run has not read stay.
 *
 * @throws UsageError if it cannot be written, or what stands there is no baseline
 */
export function updateBaselineFile(
  findings: readonly Finding[],
  path: string,
  read: ReadonlySet<string>,
): void {
  const before = existsSync(path) ? usable(readBaselineFile('--baseline', path)).files : {};
  const isNow = isDecided(path, read);
  const kept = Object.entries(before).filter(([file]) => !isNow(file));
  const own = baselineOf(findings, baselineFileName(path)).files;
  const files = [...kept.filter(([file]) => !Object.hasOwn(own, file)), ...Object.entries(own)];
  const baseline: Baseline = {
    version: 1,
    files: Object.fromEntries(files.sort(([left], [right]) => (left < right ? -1 : 1))),
  };
  writeOutputFile('--baseline', path, `${JSON.stringify(baseline, null, 2)}\n`);
}

/** Whether a run tells all there is of a file: it has read it, or there is none. */
function isDecided(path: string, read: ReadonlySet<string>): (file: string) => boolean {
  const folder = dirname(resolve(path));
  return (file) => read.has(resolve(folder, file)) || !existsSync(resolve(folder, file));
}
