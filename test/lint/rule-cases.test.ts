import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/lint/rules/index.ts';

/** A board of a rule's test that another place of the sources has a say in: another file, a macro, an overlay, a later override. */
const fromElsewhere =
  /\boverlay|plugin|#define|#include|WithInclude|included\(|\boverride|\}`?\s*&\w+ \{|\n&\w+ \{|\/delete-(node|property)\//;

describe.each(catalogue)('the test of $id', ({ id }) => {
  const text = readFileSync(`test/lint/rules/${id}.test.ts`, 'utf8');
  const [, valid = '', invalid = ''] =
    /\n {2}valid: \[\n([\s\S]*?)\n {2}invalid: \[\n([\s\S]*)/.exec(text) ?? [];

  it('has at least three boards of which it tells, and three of which it does not', () => {
    expect(casesIn(valid)).toBeGreaterThanOrEqual(3);
    expect(casesIn(invalid)).toBeGreaterThanOrEqual(3);
  });

  it('has one through an overlay, a macro or an override', () => {
    expect(fromElsewhere.test(text)).toBe(true);
  });
});

/** Cases begin with a name, at the table's depth. */
function casesIn(table: string): number {
  return [...table.matchAll(/^ {4}\{ name: |^ {6}name: |^ {4}\.\.\.|^ {4}\w+\(/gm)].length;
}
