import type { Finding } from '../lint/finding.ts';
import type { LintReport } from '../lint/lint-report.ts';
import { locationText } from './code-frame.ts';
import { attributes, escapeXml } from './xml.ts';

/**
 * JUnit XML: a suite a board, a case a finding. Errors and warnings are failures; infos are cases that pass, with their text. A
 * board without findings has one case, which passes.
 */
export function lintJunit({ boards, findings, counts }: LintReport): string {
  const byBoard = new Map<string, Finding[]>(boards.map(({ path }) => [path, []]));
  for (const finding of findings) for (const board of finding.boards) byBoard.get(board)?.push(finding);
  const suites = [...byBoard].map(([path, own]) => suite(path, own));
  const all = suites.reduce((sum, { tests }) => sum + tests, 0);
  const failures = suites.reduce((sum, one) => sum + one.failures, 0);
  const name = counts.error > 0 ? 'carveout lint: errors' : 'carveout lint';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests: all, failures })}>`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly lines: readonly string[];
}

function suite(path: string, findings: readonly Finding[]): Suite {
  const tests = Math.max(1, findings.length);
  const failures = findings.filter(({ severity }) => severity !== 'info').length;
  const cases =
    findings.length === 0
      ? [`    <testcase${attributes({ classname: path, name: 'no findings' })}/>`]
      : findings.flatMap((finding) => testCase(path, finding));
  return {
    tests,
    failures,
    lines: [
      `  <testsuite${attributes({ name: path, tests, failures, errors: 0, skipped: 0 })}>`,
      ...cases,
      '  </testsuite>',
    ],
  };
}

function testCase(board: string, finding: Finding): readonly string[] {
  const { rule, severity, message, node, place, note, help } = finding;
  const text = [locationText(place), message, note, help].filter((part) => part !== undefined).join('\n');
  const content =
    severity === 'info'
      ? `<system-out>${escapeXml(text)}</system-out>`
      : `<failure${attributes({ type: severity, message })}>${escapeXml(text)}</failure>`;
  return [
    `    <testcase${attributes({ classname: board, name: `${rule}: ${node}` })}>`,
    `      ${content}`,
    '    </testcase>',
  ];
}
