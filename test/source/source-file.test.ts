import { expect, test } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';

test('offsets become lines and columns from 1', () => {
  const file = new SourceFile('a', 'ab\ncd\n');
  expect([0, 2, 3, 5, 6].map((at) => file.lineColumn(at))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 2, column: 3 },
    { line: 3, column: 1 },
  ]);
});

test('a part of a text counts from its first line', () => {
  const file = new SourceFile('a', 'x\r\ny', { firstLine: 40 });
  expect(file.lineColumn(3)).toEqual({ line: 41, column: 1 });
  expect([39, 40, 41, 42].map((line) => file.lineText(line))).toEqual(['', 'x', 'y', '']);
});
