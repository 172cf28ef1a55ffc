import type { Finding } from '../lint/finding.ts';
import { fingerprints } from '../lint/fingerprint.ts';
import { hex } from '../memory/quantity.ts';
import type { CheckedRehearsal, ItemResult } from '../project/check/item-result.ts';
import type { RehearsedCell } from '../project/rehearse/rehearsal.ts';
import type { Problem } from '../source/problem.ts';
import { leftPages } from '../workload/tightest-pool.ts';
import { bootKernelJson } from './boot-json.ts';
import type {
  CheckedCell,
  CheckedItem,
  CheckedWorkload,
  CheckFailure,
  CheckFinding,
  CheckProblem,
} from './check-report.ts';
import { positionJson, rangedFindingJson } from './finding-json.ts';
import { cellOutcome } from './rehearsal-json.ts';
import { cellFailure } from './rehearsal-text.ts';
import { describeExpectation } from './run-expectation.ts';
import { pinnedLabel } from './run-pinned-text.ts';

/** What came of an item as plain data. */
export function checkedItem({
  item,
  board,
  outcome,
  lint,
  boot,
  workloads,
  problems,
}: ItemResult): CheckedItem {
  const ofLint = lint?.findings ?? [];
  // One count for all, so that equal ones are told apart by it.
  const prints = fingerprints([...ofLint, ...workloads.flatMap(({ findings }) => findings)]);
  let at = 0;
  const plain = (findings: readonly Finding[]): readonly CheckFinding[] =>
    findings.map((finding) => findingOf(finding, prints[at++] ?? ''));
  const findings = plain(ofLint);
  const kernel = boot?.kernel;
  return {
    name: item.name,
    board,
    version: kernel?.profile.version ?? item.kernel ?? null,
    outcome,
    kernel: kernel === undefined ? null : { ...bootKernelJson(kernel) },
    lint:
      lint === undefined
        ? null
        : {
            errors: lint.counts.error,
            warnings: lint.counts.warning,
            infos: lint.counts.info,
            suppressed: lint.suppressed.length,
            known: lint.known.length,
            memoryKnown: lint.boards.every(({ memoryKnown }) => memoryKnown),
            findings,
          },
    boot:
      kernel === undefined
        ? null
        : {
            outcome: kernel.outcome === 'panics' ? 'panics' : 'boots',
            reason: kernel.outcomeReason ?? null,
            failedRegions: kernel.regions
              .filter(({ state }) => state === 'failed')
              .map(({ node, reason }) => ({ node: node.path, reason: reason ?? null })),
          },
    workloads: workloads.map((one) => workloadOf(one, plain)),
    problems: problems.map(problemOf),
  };
}

function workloadOf(
  { path, outcome, rehearsal, findings, problems }: CheckedRehearsal,
  plain: (findings: readonly Finding[]) => readonly CheckFinding[],
): CheckedWorkload {
  const cells = rehearsal?.cells ?? [];
  return {
    file: path,
    name: rehearsal?.name ?? null,
    outcome,
    cells: cells.map(cellOf),
    findings: plain(findings),
    problems: problems.map(problemOf),
  };
}

function cellOf(cell: RehearsedCell): CheckedCell {
  const { setting, kernel, result, pinned } = cell;
  return {
    label: setting.label,
    kernel: kernel?.profile.version ?? null,
    outcome: cellOutcome(cell),
    pools: (result?.pools ?? [])
      .filter(({ devices }) => devices.length > 0)
      .map((pool) => ({
        node: pool.region ?? null,
        name: pool.name,
        size: hex(pool.pageCount * pool.pageSize),
        peak: hex(pool.peakPages * pool.pageSize),
        headroom: hex(Math.max(0, leftPages(pool)) * pool.pageSize),
      })),
    failure: failureOf(cell),
    pinned: pinned.map((figures) => ({
      label: pinnedLabel(figures),
      seeds: figures.seeds,
      failures: figures.failures,
      interval: { low: figures.interval[0], high: figures.interval[1] },
    })),
  };
}

function failureOf(cell: RehearsedCell): CheckFailure | null {
  const { passes, problems, result, pinned } = cell;
  if (passes) return null;
  const message = cellFailure(cell);
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) return { message, ...placeOf(error), ...helpOf(error.help) };
  const failing =
    result?.passes === false ? result : pinned.find(({ failures }) => failures > 0)?.worst.result;
  const first = failing?.firstFailure;
  if (first !== undefined && !first.expected)
    return { message, ...positionJson(first.place), ...helpOf(first.remedy) };
  const broken = failing?.expectations.find(({ holds }) => !holds);
  if (failing?.failedCall === undefined && failing !== undefined && broken !== undefined) {
    const at = broken.kind === 'step' ? broken.place : broken.expectation.place;
    return {
      message: `not met: ${describeExpectation(broken, failing.pools)}`,
      ...(at === undefined ? {} : positionJson(at)),
    };
  }
  const place = failing?.failedCall?.place;
  return { message, ...(place === undefined ? {} : positionJson(place)) };
}

function findingOf(finding: Finding, fingerprint: string): CheckFinding {
  return { ...rangedFindingJson(finding, false), fingerprint };
}

function problemOf(problem: Problem): CheckProblem {
  const { severity, code, message, help } = problem;
  return { severity, code, message, ...placeOf(problem), ...helpOf(help) };
}

function placeOf({ place }: Problem): Partial<ReturnType<typeof positionJson>> {
  return place === undefined ? {} : positionJson(place);
}

function helpOf(help: string | undefined): { readonly help?: string } {
  return help === undefined ? {} : { help };
}
