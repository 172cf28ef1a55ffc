import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';
import type { Finding, Severity } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import { collectFindings, type LintReport } from '../../src/lint/lint-report.ts';
import { catalogue } from '../../src/lint/rules/index.ts';
import { lintCheckstyle } from '../../src/report/lint-checkstyle.ts';
import { lintCompact } from '../../src/report/lint-compact.ts';
import { lintGithub } from '../../src/report/lint-github.ts';
import { lintGitlab } from '../../src/report/lint-gitlab.ts';
import { lintJson } from '../../src/report/lint-json.ts';
import { lintJsonSchema } from '../../src/report/lint-json-schema.ts';
import { lintJsonl } from '../../src/report/lint-jsonl.ts';
import { lintJunit } from '../../src/report/lint-junit.ts';
import { lintKernelJson } from '../../src/report/lint-kernel.ts';
import { lintMarkdown } from '../../src/report/lint-markdown.ts';
import { lintSarif } from '../../src/report/lint-sarif.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { boardFromText } from '../helpers/board.ts';
import { arm64, reserved } from '../lint/rule-test.ts';
import { sarifSchema } from './schemas/sarif-schema.ts';

/** A board of which two regions share bytes, and a third has the wrong name. */
function realReport(): LintReport {
  const { model } = boardFromText(
    reserved(`modem@90000000 { reg = <0x90000000 0x800000>; no-map; };
		heap@90400000 { reg = <0x90400000 0x400000>; no-map; };
		a@98000000 { reg = <0x99000000 0x1000>; };`),
  );
  const findings = lint({ model, arch: 'arm64', profile: arm64 });
  return collectFindings([{ path: 'test.dts', findings, profile: arm64, memoryKnown: true }]);
}

/** One finding on line 2, columns 1 to 3, of a file, with whatever text. */
function reportOf(
  changes: Partial<Finding> & { readonly path?: string },
  boards: readonly string[] = ['board.dts'],
): LintReport {
  const { path = 'board.dts', ...finding } = changes;
  const place = { file: new SourceFile(path, 'one\ntwo\nthree\n'), start: 4, end: 7 };
  const whole: Finding = {
    rule: 'region-overlap',
    severity: 'error',
    message: 'A sentence.',
    place,
    node: '/reserved-memory/a@1',
    related: [],
    ...finding,
  };
  return collectFindings(
    boards.map((board) => ({ path: board, findings: [whole], profile: arm64, memoryKnown: true })),
  );
}

/** A report of which a comment keeps a finding quiet, and a baseline knows another. */
function quietReport(): LintReport {
  const report = reportOf({});
  const suppressed = report.findings.map((finding) => ({ ...finding, reason: 'It is on purpose.' }));
  return { ...report, findings: [], suppressed, known: report.findings };
}

const none: LintReport = collectFindings([
  { path: 'board.dts', findings: [], profile: arm64, memoryKnown: true },
]);

const hostile = '<b a="1">&]]> \u0007 100% ``|` ::error::\r\nsecond \ud800 line';
const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Reports that a format must take: none, real, hostile, of several boards, with edits. */
function samples(): readonly LintReport[] {
  const place = { file: new SourceFile('dir with space/ä.dtsi', 'one\ntwo\n'), start: 4, end: 4 };
  return [
    none,
    realReport(),
    ...severities.map((severity) =>
      reportOf({ severity, message: hostile, note: hostile, help: hostile, path: 'a b/ü%:,.dts' }),
    ),
    reportOf({}, ['a.dts', 'b.dts']),
    quietReport(),
    reportOf({
      fix: { title: 'Write it', safe: true, edits: [{ place, text: 'x' }] },
      related: [{ message: 'here', place }],
    }),
  ];
}

const sarifOptions = {
  version: '1.2.3',
  allUsable: true,
  rules: catalogue,
  page: (rule: string): string => `# ${rule}\n`,
};

describe('compact', () => {
  it('is a line a finding as gcc writes them', () => {
    expect(lintCompact(reportOf({ severity: 'warning' }))).toBe(
      'board.dts:2:1: warning: A sentence. [region-overlap]\n',
    );
  });

  it('calls an info a note, as gcc does', () => {
    expect(lintCompact(reportOf({ severity: 'info' }))).toMatch(/^board\.dts:2:1: note: /);
  });

  it('keeps a finding on its line, whatever a name holds', () => {
    expect(lintCompact(reportOf({ message: hostile })).split('\n')).toHaveLength(2);
  });

  it('is empty without findings', () => {
    expect(lintCompact(none)).toBe('');
  });
});

describe('json and jsonl', () => {
  it('keep to the published schema', () => {
    const schema = lintJsonSchema();
    for (const report of samples()) {
      const value: unknown = JSON.parse(
        lintJson(report, { kernel: lintKernelJson(report.boards, undefined) }),
      );
      expect(schema.safeParse(value).error).toBeUndefined();
      expect(new Ajv2020().validate(z.toJSONSchema(schema), value)).toBe(true);
    }
  });

  it('publish the schema that the code has', () => {
    const published: unknown = JSON.parse(readFileSync('docs/lint.schema.json', 'utf8'));
    expect(published).toEqual({
      ...z.toJSONSchema(lintJsonSchema()),
      title: 'carveout lint --format json, version 1',
    });
  });

  it('say the same, jsonl a finding a line', () => {
    const report = realReport();
    const lines = lintJsonl(report).trimEnd().split('\n');
    const { findings } = JSON.parse(lintJson(report, { kernel: {} })) as { readonly findings: unknown[] };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(findings);
  });

  it('show a remedy that is mechanical as edits', () => {
    const place = { file: new SourceFile('a.dts', 'one\ntwo\n'), start: 4, end: 7 };
    const report = reportOf({ fix: { title: 'Write 2', safe: true, edits: [{ place, text: '2' }] } });
    expect(JSON.parse(lintJsonl(report))).toMatchObject({
      change: {
        title: 'Write 2',
        safe: true,
        edits: [{ file: 'a.dts', line: 2, column: 1, endLine: 2, endColumn: 4, text: '2' }],
      },
    });
  });
});

describe('sarif', () => {
  it('says where an input could not be judged', () => {
    const successOf = (allUsable: boolean): unknown =>
      JSON.parse(lintSarif(realReport(), { ...sarifOptions, allUsable })).runs[0].invocations;
    expect(successOf(true)).toEqual([{ executionSuccessful: true }]);
    expect(successOf(false)).toEqual([{ executionSuccessful: false }]);
  });

  it('is valid, whatever a finding holds', () => {
    const ajv = new Ajv2020();
    const validate = ajv.compile(sarifSchema());
    for (const report of samples()) {
      validate(JSON.parse(lintSarif(report, sarifOptions)));
      expect(validate.errors).toBeNull();
    }
  });

  it('has each rule once with its page as help, and results that point at it', () => {
    const { runs } = JSON.parse(lintSarif(realReport(), sarifOptions)) as {
      readonly runs: readonly [
        {
          readonly tool: {
            readonly driver: { readonly rules: readonly { readonly id: string; readonly help: object }[] };
          };
          readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
        },
      ];
    };
    const [{ tool, results }] = runs;
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
    expect(tool.driver.rules[0]?.help).toEqual({
      text: '# region-overlap\n',
      markdown: '# region-overlap\n',
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('shows what comments and the baseline keep quiet as suppressed', () => {
    const { runs } = JSON.parse(lintSarif(quietReport(), sarifOptions)) as {
      readonly runs: readonly { readonly results: readonly { readonly suppressions: object[] }[] }[];
    };
    expect(runs[0]?.results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'inSource', justification: 'It is on purpose.' }],
      [{ kind: 'external' }],
    ]);
  });

  it('gives a finding the same fingerprint after its lines have moved', () => {
    const print = (text: string): unknown =>
      (
        JSON.parse(text) as {
          readonly runs: readonly { readonly results: readonly { readonly partialFingerprints: object }[] }[];
        }
      ).runs[0]?.results[0]?.partialFingerprints;
    const moved = { file: new SourceFile('board.dts', '\n\n\ntwo\n'), start: 3, end: 6 };
    expect(print(lintSarif(reportOf({ place: moved }), sarifOptions))).toEqual(
      print(lintSarif(reportOf({}), sarifOptions)),
    );
    expect(print(lintSarif(reportOf({ message: 'It takes 0x2000.' }), sarifOptions))).not.toEqual(
      print(lintSarif(reportOf({ message: 'It takes 0x1000.' }), sarifOptions)),
    );
  });
});

describe('github', () => {
  it('is a workflow command a finding', () => {
    expect(lintGithub(reportOf({ help: 'Do it.' }))).toBe(
      '::error file=board.dts,line=2,endLine=2,col=1,endColumn=3,title=region-overlap::A sentence.%0ADo it.\n',
    );
  });

  it('escapes what would end a property or begin another command', () => {
    const text = lintGithub(reportOf({ message: hostile, path: 'a,b:c%.dts' }));
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('file=a%2Cb%3Ac%25.dts,');
    expect(text).toContain('100%25');
  });

  it('leaves the columns of a place over several lines out, which GitHub refuses', () => {
    const place = { file: new SourceFile('a.dts', 'one\ntwo\n'), start: 1, end: 6 };
    expect(lintGithub(reportOf({ place }))).toMatch(/file=a\.dts,line=1,endLine=2,title=/);
  });
});

describe('gitlab', () => {
  it('is an array of issues, of which no two have one fingerprint', () => {
    const issues = JSON.parse(lintGitlab(realReport())) as readonly { readonly fingerprint: string }[];
    expect(issues.length).toBeGreaterThan(1);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues[0]).toEqual({
      description: expect.any(String),
      check_name: 'region-overlap',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: 'critical',
      location: { path: 'test.dts', lines: { begin: expect.any(Number), end: expect.any(Number) } },
    });
  });

  it('tells findings apart that say the same', () => {
    const report = reportOf({});
    const twice = { ...report, findings: [...report.findings, ...report.findings] };
    const issues = JSON.parse(lintGitlab(twice)) as readonly { readonly fingerprint: string }[];
    expect(issues[0]?.fingerprint).not.toBe(issues[1]?.fingerprint);
  });

  it('is an empty array without findings', () => {
    expect(lintGitlab(none)).toBe('[]\n');
  });
});

describe.each([
  ['junit', lintJunit],
  ['checkstyle', lintCheckstyle],
] as const)('%s', (name, format) => {
  it('is valid, whatever a finding holds', async () => {
    const schema = readFileSync(`test/report/schemas/${name}.xsd`, 'utf8');
    for (const report of samples()) {
      const result = await validateXML({
        xml: [{ fileName: 'report.xml', contents: format(report) }],
        schema: [schema],
      });
      expect(result.errors).toEqual([]);
    }
  });
});

describe('junit', () => {
  it('counts errors and warnings as failures, and infos as passed', () => {
    expect(lintJunit(reportOf({ severity: 'warning' }))).toContain('tests="1" failures="1"');
    expect(lintJunit(reportOf({ severity: 'info' }))).toContain('tests="1" failures="0"');
  });

  it('shows a board without findings as one case that passed', () => {
    expect(lintJunit(none)).toContain('<testcase classname="board.dts" name="no findings"/>');
  });
});

describe('markdown', () => {
  it('is the counts, and a row a finding', () => {
    expect(lintMarkdown(reportOf({ help: 'Do it.' }))).toBe(`### carveout: 1 error in 1 board

| | where | what | rule |
| --- | --- | --- | --- |
| **error** | \`board.dts:2:1\` | A sentence.<br>*Do it.* | \`region-overlap\` |
`);
  });

  it('stays a table, whatever a name holds', () => {
    const rows = lintMarkdown(reportOf({ message: hostile, path: 'a|b`c.dts' }))
      .trimEnd()
      .split('\n')
      .slice(4);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(rows[0]).not.toMatch(/(?<!\\)<b/);
  });

  it('stops before a comment is too long for GitHub', () => {
    const report = reportOf({});
    const many = { ...report, findings: Array.from({ length: 2000 }, () => report.findings).flat() };
    expect(lintMarkdown(many)).toContain('1500 more are left out.');
  });
});
