import { describe, expect, it } from 'vitest';
import { boardsText } from '../../src/report/boards-text.ts';

describe('the boards of a finding', () => {
  it('are named where they are few', () => {
    expect(boardsText(['a.dts'])).toBe('a.dts');
    expect(boardsText(['a.dts', 'b.dts', 'c.dts'])).toBe('a.dts, b.dts, c.dts');
  });

  it('are counted where they are many', () => {
    expect(boardsText(['a', 'b', 'c', 'd', 'e'], (name) => `<${name}>`)).toBe(
      '5 boards: <a>, <b>, <c> and 2 more',
    );
  });
});
