import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import { collectFindings, type LintedBoard } from '../../src/lint/lint-report.ts';
import { defineRule, type Requirement, type Rule } from '../../src/lint/rule.ts';
import { boardFromText } from '../helpers/board.ts';
import { arm64, reserved, withoutMemory } from './rule-test.ts';

const overlap = reserved(
  'a@90000000 { reg = <0x90000000 0x2000>; }; b@90001000 { reg = <0x90001000 0x1000>; };',
);

/** Tells of every region. */
function everyRegion(id: string, requires: readonly Requirement[] = []): Rule {
  return defineRule({
    id,
    severity: 'warning',
    preset: 'recommended',
    requires,
    summary: 'There are no regions.',
    messages: { region: { text: 'A region: {path}, {size}.', note: 'It is {path}.', help: 'Remove it.' } },
    evidence: [],
    check({ board, report }) {
      for (const { node, path } of board.model.regions) {
        report({ message: 'region', data: { path, size: 16n }, node, place: node.place });
      }
    },
  });
}

function lintText(dts: string, ...rest: [options?: Parameters<typeof lint>[1]]): readonly Finding[] {
  return lint({ model: boardFromText(dts).model, arch: 'arm64', profile: arm64 }, ...rest);
}

describe('lint', () => {
  it('fills the templates of a message, its note and its help', () => {
    const [finding] = lintText(reserved('a { };'), { rules: [everyRegion('x')] });
    expect(finding).toMatchObject({
      rule: 'x',
      severity: 'warning',
      message: 'A region: /reserved-memory/a, 0x10.',
      note: 'It is /reserved-memory/a.',
      help: 'Remove it.',
      node: '/reserved-memory/a',
    });
  });

  it('orders findings by place, then by rule, whatever the order of the rules', () => {
    const rules = [everyRegion('z'), everyRegion('a')];
    const found = lintText(reserved('b { };\n a { };'), { rules });
    expect(found.map(({ rule, node }) => `${rule} ${node}`)).toEqual([
      'a /reserved-memory/b',
      'z /reserved-memory/b',
      'a /reserved-memory/a',
      'z /reserved-memory/a',
    ]);
  });

  it('gives the same findings for the same board', () => {
    const told = (): string[] => lintText(overlap).map(({ rule, message }) => rule + message);
    expect(told()).toEqual(told());
    expect(told()).toHaveLength(1);
  });

  it('takes levels in place of those of the rules', () => {
    const levels = new Map([['region-overlap', 'info' as const]]);
    expect(lintText(overlap, { levels }).map(({ severity }) => severity)).toEqual(['info']);
  });

  it('leaves out rules that are off', () => {
    expect(lintText(overlap, { levels: new Map([['region-overlap', 'off' as const]]) })).toEqual([]);
  });

  it('keeps a rule silent that needs the cells of a /reserved-memory that Linux ignores: one fault, one finding', () => {
    const found = lintText(overlap.replace('\t\tranges;', ''));
    expect(found.map(({ rule }) => rule)).toEqual(['reserved-root-cells']);
  });

  it('keeps a rule silent that needs a memory size, or a kernel', () => {
    const { model } = boardFromText(withoutMemory(overlap));
    const rules = [
      everyRegion('map', ['memory-map']),
      everyRegion('kernel', ['profile']),
      everyRegion('none'),
    ];
    expect(lint({ model }, { rules }).map(({ rule }) => rule)).toEqual(['none', 'none']);
  });

  it('leads from a macro to its definition', () => {
    const dts = `#define INNER 0x90001000\n#define BASE INNER\n${overlap.replace('<0x90001000', '<BASE')}`;
    const [finding] = lintText(dts);
    expect(finding?.related.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['INNER is defined here', 'BASE is defined here']),
    );
  });

  it('says a bounded number of things about a thousand regions that lie over each other', {
    timeout: 20_000,
  }, () => {
    const regions = Array.from({ length: 1000 }, (_, index) => `r${index} { reg = <0x90000000 0x1000>; };`);
    const pairs = lintText(reserved(regions.join('\n'))).filter(({ rule }) => rule === 'region-overlap');
    expect(pairs).toHaveLength(501);
    const more = pairs.map(({ message }) => message).filter((message) => /more pairs/.test(message));
    expect(more).toEqual(['15364 more pairs of regions share bytes.']);
  });
});

describe('collectFindings', () => {
  const linted = (path: string, findings: readonly Finding[]): LintedBoard => ({
    path,
    findings,
    profile: arm64,
    memoryKnown: true,
  });

  it('tells a mistake once that several boards have, with their names', () => {
    const findings = lintText(overlap);
    const report = collectFindings([linted('one.dts', findings), linted('two.dts', lintText(overlap))]);
    expect(report.findings.map(({ rule, boards }) => [rule, boards])).toEqual([
      ['region-overlap', ['one.dts', 'two.dts']],
    ]);
    expect(report.counts).toEqual({ error: 1, warning: 0, info: 0 });
  });

  it('keeps findings apart that differ in their numbers', () => {
    const other = lintText(overlap.replace('0x2000', '0x3000'));
    const report = collectFindings([linted('one.dts', lintText(overlap)), linted('two.dts', other)]);
    expect(report.counts.error).toBe(2);
  });
});
