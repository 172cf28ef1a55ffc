import { describe, expect, it } from 'vitest';
import { baselineOf, compareWithBaseline, type FileName } from '../../src/lint/baseline.ts';
import type { Finding } from '../../src/lint/finding.ts';
import { SourceFile } from '../../src/source/source-file.ts';

function finding(changes: Partial<Finding> & { readonly line?: number }): Finding {
  const { line = 1, ...rest } = changes;
  const file = new SourceFile('a.dts', `${'\n'.repeat(line - 1)}here`);
  const place = { file, start: line - 1, end: line + 3 };
  return {
    rule: 'cma-alignment',
    severity: 'error',
    message: 'Size 0x1000 of /a is odd.',
    place,
    node: '/a',
    related: [],
    ...rest,
  };
}

const fileOf: FileName = ({ place }) => place.file.path;

describe('a baseline', () => {
  const known = baselineOf([finding({})], fileOf);

  it('names rule, node and numbers, by file', () => {
    expect(known).toEqual({ version: 1, files: { 'a.dts': { 'cma-alignment /a 0x1000': 1 } } });
  });

  it('knows a finding again after lines have moved and the wording has changed', () => {
    const moved = finding({ line: 90, message: '/a: 0x1000 is no multiple.' });
    expect(compareWithBaseline([moved], known, fileOf)).toMatchObject({ known: 1, gone: 0 });
  });

  it.each([
    ['another number', { message: 'Size 0x3000 of /a is odd.' }],
    ['another node', { node: '/b' }],
    ['another rule', { rule: 'zero-size-region' }],
  ])('does not know %s', (_, changes) => {
    const fresh = finding(changes);
    const { isNew, gone } = compareWithBaseline([fresh], known, fileOf);
    expect(isNew(fresh)).toBe(true);
    expect(gone).toBe(1);
  });

  it('counts: a second equal finding is new', () => {
    const [first, second] = [finding({}), finding({ line: 5 })];
    const { isNew } = compareWithBaseline([first, second], known, fileOf);
    expect([first, second].map(isNew)).toEqual([false, true]);
  });

  it('tells how many of its entries nothing matches', () => {
    expect(compareWithBaseline([], known, fileOf)).toMatchObject({ known: 0, gone: 1 });
  });

  it('comes in the same order however findings are sorted', () => {
    const both = [finding({}), finding({ node: '/0' })];
    expect(JSON.stringify(baselineOf(both, fileOf))).toBe(
      JSON.stringify(baselineOf([...both].reverse(), fileOf)),
    );
  });
});
