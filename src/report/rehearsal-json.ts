import type { BootedKernel } from '../kernel/booted-kernel.ts';
import type { Finding } from '../lint/finding.ts';
import { hex } from '../memory/quantity.ts';
import type { Rehearsal, RehearsedCell } from '../project/rehearse/rehearsal.ts';
import type { Problem } from '../source/problem.ts';
import type { PinnedFigures, SeededRun } from '../workload/pinned/pinned-figures.ts';
import type { WorkloadSetting } from '../workload/plan/workload-setting.ts';
import { leftPages, tightestPool } from '../workload/tightest-pool.ts';
import { findingJson } from './finding-json.ts';
import { firstFailureJson, outcomeOf, type RunOutcome, runFiguresJson, runHeadJson } from './run-json.ts';

export interface RehearsalJsonOptions {
  /** The `kernel` block of `boot --format json`. */
  readonly kernelJson: (kernel: BootedKernel) => object;
  /** What the capacity rules say. */
  readonly findings?: readonly Finding[] | undefined;
}

/**
 * What came of a workload in its settings, for scripts; `docs/run.schema.json` is its shape. Where there is one setting its figures stand
 * at the top, else each cell has its own as `run`.
 */
export function rehearsalJson(
  { workload, name, passes, cells }: Rehearsal,
  { kernelJson, findings = [] }: RehearsalJsonOptions,
): string {
  const about = { file: workload, name: name ?? null };
  const kernelOf = ({ kernel }: RehearsedCell): object | null =>
    kernel === undefined ? null : kernelJson(kernel);
  const found = findings.map((finding) => findingJson(finding, false));
  const [only] = cells;
  const value =
    cells.length === 1 && only?.result !== undefined
      ? {
          ...runHeadJson(only.result, { kernel: kernelOf(only), outcome: cellOutcome(only) }),
          pinned: only.pinned.map(pinnedJson),
          cells: [cellJson(only)],
          findings: found,
        }
      : {
          schemaVersion: 1,
          outcome: passes ? 'passes' : 'fails',
          workload: about,
          cells: cells.map((cell) => ({
            ...cellJson(cell),
            kernel: kernelOf(cell),
            run: cell.result === undefined ? null : runFiguresJson(cell.result),
            pinned: cell.pinned.map(pinnedJson),
          })),
          findings: found,
        };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A cell in a few members. */
function cellJson(cell: RehearsedCell): object {
  const { setting, result, problems } = cell;
  const pool = result === undefined ? undefined : tightestPool(result);
  return {
    setting: settingJson(setting),
    outcome: cellOutcome(cell),
    failed: result?.failed ?? null,
    unexpectedFailures: result?.unexpectedFailures ?? null,
    tightest:
      pool === undefined
        ? null
        : {
            node: pool.region ?? null,
            name: pool.name,
            peak: hex(pool.peakPages * pool.pageSize),
            left: hex(leftPages(pool) * pool.pageSize),
          },
    problems: problems.map(problemJson),
  };
}

function settingJson({ label, ram, kernel, seed, variables }: WorkloadSetting): object {
  return {
    label,
    ram:
      ram === undefined ? null : { size: hex(ram.size), base: ram.base === undefined ? null : hex(ram.base) },
    kernel: kernel ?? null,
    seed,
    variables: Object.fromEntries(variables),
  };
}

/** What came of a cell, in a word. */
export function cellOutcome({ result, kernel, passes }: RehearsedCell): RunOutcome | 'unusable' {
  if (result === undefined) return kernel?.outcome === 'panics' ? 'panics' : 'unusable';
  if (passes) return 'passes';
  return result.passes ? 'fails' : outcomeOf(result);
}

function problemJson({ severity, code, message, place }: Problem): object {
  const position = place === undefined ? {} : place.file.lineColumn(place.start);
  return { severity, code, message, ...(place === undefined ? {} : { file: place.file.path, ...position }) };
}

function pinnedJson(figures: PinnedFigures): object {
  const { share, ranges, seeds, failures, probability, interval, best, typical, worst } = figures;
  return {
    share,
    ranges,
    seeds,
    failures,
    probability,
    interval: { low: interval[0], high: interval[1] },
    best: seededJson(best),
    typical: seededJson(typical),
    worst: seededJson(worst),
  };
}

function seededJson({ seed, result }: SeededRun): object {
  const pool = tightestPool(result);
  return {
    seed,
    passes: result.passes,
    failed: result.failed,
    left: pool === undefined ? null : hex(leftPages(pool) * pool.pageSize),
    largestHolePages: pool?.smallestHolePages ?? null,
    firstFailure: result.firstFailure === undefined ? null : firstFailureJson(result.firstFailure),
  };
}
