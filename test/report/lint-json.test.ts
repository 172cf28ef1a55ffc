import { expect, it } from 'vitest';
import { lint } from '../../src/lint/lint.ts';
import { collectFindings } from '../../src/lint/lint-report.ts';
import { lintJson } from '../../src/report/lint-json.ts';
import { boardFromText } from '../helpers/board.ts';
import { arm64, reserved } from '../lint/rule-test.ts';

it('has the fields that scripts depend on, and counts from 1', () => {
  const { model } = boardFromText(reserved('a@90000000 {\n reg = <0x91000000 0x1000>; };'));
  const findings = lint({ model, arch: 'arm64', profile: arm64 });
  const report = collectFindings([{ path: 'test.dts', findings, profile: arm64, memoryKnown: true }]);

  expect(JSON.parse(lintJson(report, { kernel: { version: '6.12' } }))).toEqual({
    schemaVersion: 1,
    kernel: { version: '6.12' },
    findings: [
      {
        rule: 'unit-address-mismatch',
        severity: 'warning',
        message:
          'The unit address of /reserved-memory/a@90000000 is 0x90000000, but its reg begins at 0x91000000, size 0x1000 (4 KiB).',
        file: 'test.dts',
        line: 11,
        column: 9,
        endLine: 11,
        endColumn: 26,
        node: '/reserved-memory/a@90000000',
        related: [
          {
            message: 'it gets its name here',
            file: 'test.dts',
            line: 10,
            column: 3,
          },
        ],
        note: 'Linux uses 0x91000000; dtc compares the two on buses only.',
        fix: 'If reg is right, name the node a@91000000; else correct reg.',
        change: {
          title: 'Name the node a@91000000',
          safe: true,
          edits: [{ file: 'test.dts', line: 10, column: 3, endLine: 10, endColumn: 13, text: 'a@91000000' }],
        },
      },
    ],
    files: 1,
    errors: 0,
    warnings: 1,
    infos: 0,
    memoryUnknown: 0,
  });
});
