import { describe, expect, it } from 'vitest';
import { parseShard, shardOf } from '../../../src/project/inputs/shard.ts';

describe('a shard', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['3/12', { index: 3, count: 12 }],
  ])('is written %s', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  it.each(['0/4', '5/4', '1', '1/', '/2', '-1/2', '1/0', '1/2/3', 'a/b'])('is not %s', (text) => {
    expect(parseShard(text)).toBeUndefined();
  });

  it.each([
    [0, 3],
    [1, 4],
    [7, 3],
    [500, 4],
    [3580, 7],
  ])('of %i items: all %i together have each once, and are about as large', (length, count) => {
    const items = Array.from({ length }, (_, index) => index);
    const parts = Array.from({ length: count }, (_, index) => shardOf(items, { index: index + 1, count }));
    expect(parts.flat().sort((a, b) => a - b)).toEqual(items);
    const sizes = parts.map((part) => part.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(8);
  });

  it('keeps neighbours together where there are many', () => {
    const items = Array.from({ length: 400 }, (_, index) => index);
    expect(shardOf(items, { index: 2, count: 4 }).slice(0, 8)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });
});
