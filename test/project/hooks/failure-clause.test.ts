import { describe, expect, it } from 'vitest';
import { clauseOf } from '../../../src/project/hooks/failure-clause.ts';

describe('clauseOf', () => {
  it('says what was thrown and in which line of the file, without a stack', () => {
    const error = new RangeError('too deep\nat the bottom');
    error.stack = 'RangeError: too deep\n    at f (/boards/hooks.ts:12:7)\n    at g (node:internal)';
    expect(clauseOf(error, '/boards/hooks.ts')).toBe('threw RangeError: too deep (line 12)');
  });

  it('takes whatever is thrown', () => {
    expect(clauseOf('a string', 'hooks.ts')).toBe('threw "a string"');
    expect(clauseOf(undefined, 'hooks.ts')).toBe('threw undefined');
    expect(clauseOf(Symbol('s'), 'hooks.ts')).toBe('threw Symbol(s)');
  });

  it('is bounded', () => {
    expect(clauseOf(new Error('x'.repeat(10_000)), 'hooks.ts').length).toBeLessThan(400);
  });
});
