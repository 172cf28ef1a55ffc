import type { Finding } from '../lint/finding.ts';
import type { Rehearsal, RehearsedCell } from '../project/rehearse/rehearsal.ts';
import type { PinnedFigures } from '../workload/pinned/pinned-figures.ts';
import type { ExpectationResult, RunResult } from '../workload/run-result.ts';
import { plural, position } from './labelled-lines.ts';
import { cellWord } from './rehearsal-text.ts';
import { describeExpectation } from './run-expectation.ts';
import { intervalText, pinnedLabel } from './run-pinned-text.ts';
import { rehearsalWord, verdictSentence } from './run-verdict.ts';
import { attributes, escapeXml } from './xml.ts';

interface TestCase {
  readonly name: string;
  /** What is wrong, in a line; undefined: it passes. */
  readonly failure: string | undefined;
  /** At length; empty: there is no more to say. */
  readonly text: string;
  /** It could not be tried at all. */
  readonly isError?: boolean;
}

/**
 * JUnit XML: a suite for each setting, in it a case for each expectation and step, and for each share of pinned pages; and a suite of
 * what the capacity rules say, where an error is a failure.
 */
export function runJunit(rehearsal: Rehearsal, findings: readonly Finding[] = []): string {
  const { workload, name, cells } = rehearsal;
  const suites = cells.map((cell) => ({ title: suiteTitle(rehearsal, cell), cases: casesOf(cell) }));
  if (findings.length > 0)
    suites.push({ title: `${workload}: findings`, cases: apart(findings.map(findingCase)) });
  const all = suites.flatMap(({ cases }) => cases);
  const { tests, failures } = countsOf(all);
  const title = `carveout run: ${rehearsalWord(rehearsal)} ${name ?? workload}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: title, tests, failures })}>`,
    ...suites.flatMap(({ title: own, cases }) => [
      `  <testsuite${attributes({ name: own, ...countsOf(cases), skipped: 0 })}>`,
      ...cases.flatMap((one) => caseLines(own, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteTitle({ workload }: Rehearsal, { setting }: RehearsedCell): string {
  return setting.label === '' ? workload : `${workload} [${setting.label}]`;
}

function countsOf(cases: readonly TestCase[]): {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
} {
  const failed = cases.filter(({ failure }) => failure !== undefined);
  const errors = failed.filter(({ isError }) => isError === true).length;
  return { tests: cases.length, failures: failed.length - errors, errors };
}

function casesOf(cell: RehearsedCell): readonly TestCase[] {
  const { result, pinned, problems } = cell;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const performed: TestCase = {
    name: 'is performed to its end',
    failure:
      errors[0]?.message ?? result?.panicked?.text ?? (result === undefined ? cellWord(cell) : undefined),
    text: errors.map(({ message, help }) => [message, help].filter(Boolean).join('\n')).join('\n'),
    isError: true,
  };
  if (result === undefined) return [performed];
  return [
    performed,
    ...apart(result.expectations.map((expectation) => expectationCase(expectation, result))),
    ...pinned.map(pinnedCase),
  ];
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

function expectationCase(expectation: ExpectationResult, result: RunResult): TestCase {
  const message = describeExpectation(expectation, result.pools);
  const name = caseName(expectation, message);
  if (expectation.holds) return { name, failure: undefined, text: message };
  return { name, failure: message, text: [message, ...failureText(result)].join('\n') };
}

/** What is expected, without what came of it: a case keeps its name from run to run. */
function caseName(expectation: ExpectationResult, message: string): string {
  if (expectation.kind === 'workload') return message.replace(/: .*$/s, '');
  const { file, start } = expectation.place;
  const { line, column } = file.lineColumn(start);
  return `step at ${line}:${column}: ${message.replace(/: .*$/s, '')}`;
}

function failureText({ firstFailure }: RunResult): readonly string[] {
  if (firstFailure === undefined) return [];
  const { device, buffer, operation, place, failure, remedy } = firstFailure;
  return [
    `first failure: operation ${operation}, ${device}: ${buffer}, ${position(place)}`,
    `cause: ${failure.message}`,
    `help: ${remedy}`,
  ];
}

function findingCase({ rule, node, severity, message, place, help }: Finding): TestCase {
  const text = [position(place), message, help].filter((part) => part !== undefined).join('\n');
  return { name: `${rule}: ${node}`, failure: severity === 'error' ? message : undefined, text };
}

function pinnedCase(figures: PinnedFigures): TestCase {
  const { failures, seeds, worst } = figures;
  const name = `with ${pinnedLabel(figures)} of the pages pinned`;
  const text = `${failures} of ${plural(seeds, 'run')} fail, 95 % interval ${intervalText(figures)}`;
  if (failures === 0) return { name, failure: undefined, text };
  const lines = [text, `worst, seed ${worst.seed}: ${verdictSentence(worst.result)}`];
  return { name, failure: text, text: [...lines, ...failureText(worst.result)].join('\n') };
}

function caseLines(suite: string, { name, failure, text, isError }: TestCase): readonly string[] {
  const start = `    <testcase${attributes({ classname: suite, name })}`;
  if (failure === undefined) {
    return text === ''
      ? [`${start}/>`]
      : [`${start}>`, `      <system-out>${escapeXml(text)}</system-out>`, '    </testcase>'];
  }
  const tag = isError === true ? 'error' : 'failure';
  const opened = `<${tag}${attributes({ type: isError === true ? 'not-performed' : 'expectation', message: failure })}>`;
  return [`${start}>`, `      ${opened}${escapeXml(text || failure)}</${tag}>`, '    </testcase>'];
}
