import { dirname, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { type Baseline, baselineOf, compareWithBaseline, type FileName } from '../lint/baseline.ts';
import { type LintReport, withoutFindings } from '../lint/lint-report.ts';
import { diskFiles } from '../source/file-access.ts';
import { writeOutputFile } from './output.ts';
import { UsageError } from './usage-error.ts';

const mostBytes = 64 << 20;

/** The report without what a baseline knows, and how many of its entries nothing matches any more. */
export interface ComparedReport {
  readonly report: LintReport;
  readonly gone: number;
}

/** @throws UsageError for a baseline that cannot be read */
export function compareWithBaselineFile(report: LintReport, path: string): ComparedReport {
  const baseline = readBaseline(path);
  const { isNew, gone } = compareWithBaseline(report.findings, baseline, fileName(path));
  return { report: withoutFindings(report, (finding) => !isNew(finding), 'known'), gone };
}

/** Writes the findings of a report as a baseline: how many they are. @throws UsageError if it cannot be written */
export function writeBaselineFile(report: LintReport, path: string): number {
  const baseline = baselineOf(report.findings, fileName(path));
  writeOutputFile('--baseline', path, `${JSON.stringify(baseline, null, 2)}\n`);
  return report.findings.length;
}

/** Files are named from the baseline's own folder, so that it does not matter from where the command runs. */
function fileName(path: string): FileName {
  const folder = dirname(resolve(path));
  return ({ place }) =>
    relative(folder, place.file.absolutePath ?? resolve(place.file.path))
      .split(sep)
      .join('/');
}

function readBaseline(path: string): Baseline {
  const bytes = diskFiles.read(path, mostBytes);
  if (typeof bytes === 'string') {
    const help = bytes === 'missing' ? '--update-baseline writes it.' : undefined;
    throw new UsageError(`--baseline ${path}: cannot be read.`, help);
  }
  const counts = z.record(z.string(), z.record(z.string(), z.int().min(1)));
  const parsed = z.strictObject({ version: z.literal(1), files: counts }).safeParse(json(bytes));
  if (!parsed.success)
    throw new UsageError(`--baseline ${path}: no baseline.`, '--update-baseline writes it anew.');
  return parsed.data;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
