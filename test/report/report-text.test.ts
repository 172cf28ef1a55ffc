import { describe, expect, test } from 'vitest';
import { textWidth } from '../../src/report/printable.ts';
import { reportText } from '../../src/report/report-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { everyKind, noRegions, reportOf, unknownMemory } from './example-boards.ts';

const report = reportOf(everyKind);

describe('the report of a board', () => {
  test('shows banks, map, regions in address order, devices and notes', () => {
    expect(`\n${reportText(report, { ...plainTerminal, width: 120 })}`).toMatchSnapshot();
  });

  test('uses ASCII where the terminal needs it', () => {
    const text = reportText(report, { width: 80, colour: false, unicode: false });
    expect(text).toMatch(/^[\n -~]+$/);
    expect(`\n${text}`).toMatchSnapshot();
  });

  test('fits a narrow terminal', () => {
    const text = reportText(report, { ...plainTerminal, width: 40 });
    expect(text.split('\n').filter((line) => textWidth(line) > 40)).toEqual([]);
    expect(`\n${text}`).toMatchSnapshot();
  });

  test('colours kinds of memory, and nothing else changes', () => {
    const coloured = reportText(report, { ...plainTerminal, colour: true });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(reportText(report, plainTerminal));
  });

  test('says where the memory size is unknown, and goes on', () => {
    expect(`\n${reportText(reportOf(unknownMemory), plainTerminal)}`).toMatchSnapshot();
  });

  test('shows the RAM that the user tells in place of the memory nodes', () => {
    const memory = [{ base: 0x80000000n, size: 0x300000000n }];
    const text = reportText(reportOf(unknownMemory, { memory }), plainTerminal);
    expect(text).toContain('12 GiB RAM');
    expect(text).toContain('  --memory  0x80000000  0x37fffffff  0x300000000  12 GiB');
    expect(text).not.toContain('unknown');
  });

  test('of a board without regions is short', () => {
    expect(`\n${reportText(reportOf(noRegions), plainTerminal)}`).toMatchSnapshot();
  });

  test('prints no control characters of a hostile name', () => {
    const hostile = reportOf('/dts-v1/; / { model = "a\\x1b[2Jb"; };');
    expect(reportText(hostile, plainTerminal)).toContain('a\\x1b[2Jb');
  });
});
