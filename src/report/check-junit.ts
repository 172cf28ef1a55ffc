import { failing } from '../lint/fail-on.ts';
import type { Severity } from '../lint/finding.ts';
import {
  type CheckedItem,
  type CheckedWorkload,
  type CheckFailure,
  type CheckFinding,
  type CheckReport,
  itemLabel,
} from './check-report.ts';
import { cellTitle, pinnedWord, placeText, verdictWords } from './check-words.ts';
import { attributes, escapeXml } from './xml.ts';

interface TestCase {
  readonly name: string;
  /** What is wrong, in a line; undefined: it passes. */
  readonly failure: string | undefined;
  readonly text: string;
  /** It could not be tried at all. */
  readonly isError: boolean;
}

/** JUnit XML: a suite for each board and kernel; in it a case for reading it, each finding of lint, the boot, and each setting of a workload. */
export function checkJunit({ items, outcome, config, failOn }: CheckReport): string {
  const suites = items.map((item) => ({
    name: itemLabel(item),
    cases: apart(casesOf(item, failing[failOn])),
  }));
  const all = countsOf(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `carveout check: ${verdictWords[outcome]} ${config}`, ...all })}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite${attributes({ name, ...countsOf(cases), skipped: 0 })}>`,
      ...cases.flatMap((one) => caseLines(name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function countsOf(cases: readonly TestCase[]): Readonly<Record<'tests' | 'failures' | 'errors', number>> {
  const failed = cases.filter(({ failure }) => failure !== undefined);
  const errors = failed.filter(({ isError }) => isError).length;
  return { tests: cases.length, failures: failed.length - errors, errors };
}

function casesOf(
  { lint, boot, workloads, problems }: CheckedItem,
  bad: readonly Severity[],
): readonly TestCase[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const regions = boot?.failedRegions.map(({ node, reason }) => `${node}: ${reason ?? 'fails'}`) ?? [];
  const panic = boot?.outcome === 'panics' ? [boot.reason ?? 'panics'] : [];
  const wrong = [...panic, ...regions];
  return [
    testCase('can be checked', errors[0]?.message, errors.map(problemText).join('\n'), true),
    ...(lint?.findings ?? []).map((finding) => findingCase(finding, bad)),
    ...(boot === null ? [] : [testCase('boots', wrong[0], wrong.join('\n'))]),
    ...workloads.flatMap((workload) => workloadCases(workload, bad)),
  ];
}

function workloadCases(workload: CheckedWorkload, bad: readonly Severity[]): readonly TestCase[] {
  const errors = workload.problems.filter(({ severity }) => severity === 'error');
  return [
    ...(errors.length === 0
      ? []
      : [testCase(workload.file, errors[0]?.message, errors.map(problemText).join('\n'), true)]),
    ...workload.cells.map((cell) => {
      const { outcome, failure, pinned } = cell;
      const text = [failure === null ? '' : problemText(failure), ...pinned.map(pinnedWord)];
      const why = outcome === 'passes' ? undefined : (failure?.message ?? outcome);
      const isError = outcome === 'unusable' || outcome === 'stopped';
      return testCase(cellTitle(workload, cell), why, text.filter((line) => line !== '').join('\n'), isError);
    }),
    ...workload.findings.map((finding) => {
      const { name, ...rest } = findingCase(finding, bad);
      return { name: `${workload.file}: ${name}`, ...rest };
    }),
  ];
}

/** What does not make the check fail passes, with its text. */
function findingCase(finding: CheckFinding, bad: readonly Severity[]): TestCase {
  const { rule, node, severity, message, note, fix } = finding;
  const text = [placeText(finding), message, note, fix].filter((part) => part !== undefined).join('\n');
  return testCase(`${rule}: ${node}`, bad.includes(severity) ? message : undefined, text);
}

function problemText(problem: CheckFailure): string {
  return [placeText(problem), problem.message, problem.help].filter((part) => part !== undefined).join('\n');
}

function testCase(name: string, failure: string | undefined, text: string, isError = false): TestCase {
  return { name, failure, text, isError };
}

/** A CI job tells cases apart by their names. */
function apart(cases: readonly TestCase[]): readonly TestCase[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}

function caseLines(suite: string, { name, failure, text, isError }: TestCase): readonly string[] {
  const start = `    <testcase${attributes({ classname: suite, name })}`;
  if (failure === undefined && text === '') return [`${start}/>`];
  const tag = isError ? 'error' : 'failure';
  const content =
    failure === undefined
      ? `<system-out>${escapeXml(text)}</system-out>`
      : `<${tag}${attributes({ message: failure })}>${escapeXml(text || failure)}</${tag}>`;
  return [`${start}>`, `      ${content}`, '    </testcase>'];
}
