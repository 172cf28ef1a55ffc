import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textWidth } from '../../src/report/printable.ts';
import { type Column, formatTable, type Row } from '../../src/report/table.ts';
import { plainTerminal, type Terminal } from '../../src/report/terminal.ts';

const columns: readonly Column[] = [
  { title: 'base', align: 'right' },
  { title: 'region', min: 8 },
  { title: 'compatible', min: 6, drop: 1 },
];
const rows: readonly Row[] = [
  ['0x80000000', 'hyp-region', ''],
  { across: 'free 2 MiB' },
  ['0x100000', 'video', 'shared-dma-pool'],
];

function at(width: number, more: Partial<Terminal> = {}): readonly string[] {
  return formatTable({ ...plainTerminal, width, ...more }, columns, rows);
}

describe('a table', () => {
  test('aligns its columns and leaves no spaces at the end of a line', () => {
    expect(at(80)).toEqual([
      '      base  region      compatible',
      '0x80000000  hyp-region',
      'free 2 MiB',
      '  0x100000  video       shared-dma-pool',
    ]);
  });

  test('cuts columns that allow it where the terminal is narrow', () => {
    expect(at(34)).toEqual([
      '      base  region      compatible',
      '0x80000000  hyp-region',
      'free 2 MiB',
      '  0x100000  video       shared-dm…',
    ]);
  });

  test('leaves columns out where cutting is not enough', () => {
    expect(at(22)[0]).toBe('      base  region');
  });

  test('marks a cut with an ASCII character where the terminal needs it', () => {
    expect(at(34, { unicode: false })[3]).toBe('  0x100000  video       shared-dm~');
  });

  test('leaves out a column in which no row has a text', () => {
    expect(formatTable(plainTerminal, columns, [['0x1', '', 'x']])).toEqual(['base  compatible', ' 0x1  x']);
  });

  test('keeps the end of a text where the column asks for it', () => {
    const lines = formatTable(
      { ...plainTerminal, width: 8 },
      [{ title: 'device', keep: 'end', min: 4 }],
      [['/soc/video@1000']],
    );
    expect(lines[1]).toBe('…eo@1000');
  });

  test('prints control characters of a hostile name as escapes', () => {
    expect(formatTable(plainTerminal, [{ title: 'n' }], [['a\u001b[2Jb']])[1]).toBe('a\\x1b[2Jb');
  });

  test('colours a text without counting the colour as width', () => {
    const terminal = { ...plainTerminal, colour: true };
    const [line] = formatTable(
      terminal,
      [{ title: 'a' }, { title: 'b' }],
      [[{ text: 'x', style: 'red' }, 'y']],
      { header: false },
    );
    expect(line).toBe('\u001b[31mx\u001b[39m  y');
  });

  test('never exceeds the width where its columns can be cut and left out', () => {
    const cuttable: readonly Column[] = [
      { title: 'one', min: 3 },
      { title: 'two', min: 2, drop: 2 },
      { title: 'three', align: 'right', min: 2, drop: 1 },
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 60 }),
        fc.array(fc.tuple(fc.string(), fc.string(), fc.string())),
        (width, texts) => {
          for (const line of formatTable({ ...plainTerminal, width }, cuttable, texts))
            expect(textWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
