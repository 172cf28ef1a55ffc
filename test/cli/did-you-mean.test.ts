import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/cli/did-you-mean.ts';

const commands = ['lint', 'report', 'boot', 'run', 'explain'];

describe('didYouMean', () => {
  it.each([
    ['lnt', 'lint'],
    ['lnit', 'lint'],
    ['raport', 'report'],
    ['explian', 'explain'],
    ['boott', 'boot'],
  ])('takes %s for %s', (word, meant) => {
    expect(didYouMean(word, commands)).toBe(meant);
  });

  it.each(['xyzzy', 'rn-it', 'l', ''])('has no idea what %j is', (word) => {
    expect(didYouMean(word, commands)).toBeUndefined();
  });

  it('prefers the nearer one', () => {
    expect(didYouMean('memoryy', ['memories', 'memory'])).toBe('memory');
  });
});
