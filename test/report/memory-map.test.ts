import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut, type Reservation } from '../../src/memory/layout.ts';
import { memoryMap } from '../../src/report/memory-map.ts';
import { textWidth } from '../../src/report/printable.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { boardFromText } from '../helpers/board.ts';

function mapOf(
  regions: readonly (readonly [base: number, size: number])[],
  width: number,
): readonly string[] {
  const nodes = regions.map(
    ([base, size], index) => `r${index} { reg = <0x${base.toString(16)} 0x${size.toString(16)}>; };`,
  );
  const { model } = boardFromText(
    `/dts-v1/; / { memory { device_type = "memory"; reg = <0x10000000 0xe0000000>; }; reserved-memory { ranges; ${nodes.join(' ')} }; };`,
  );
  const layout = layOut(model);
  const keys = new Map<Reservation, string>(
    layout.reservations.map(({ reservation }, index) => [reservation, `${index + 1}`]),
  );
  return memoryMap({ ...plainTerminal, width }, layout, keys);
}

describe('the memory map', () => {
  test('shows 4 KiB beside gigabytes, each with its number', () => {
    const [row] = mapOf(
      [
        [0x2000_0000, 0x1000],
        [0x3000_0000, 0x8000_0000],
      ],
      100,
    );
    expect(row).toContain('│1│');
    expect(row).toMatch(/▒+ 2 ▒+/);
  });

  test('writes the size into the break marks of a hole in RAM', () => {
    expect(mapOf([[0x1000, 0x1000]], 100)[0]).toMatch(/│╱+ 255.99 MiB ╱+│/);
  });

  test('numbers all regions and fits the width, however many there are', () => {
    const region = fc.tuple(
      fc.integer({ min: 0x1_0000, max: 0xefff_ffff }),
      fc.integer({ min: 1, max: 0x1000_0000 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(region, { maxLength: 40, selector: ([base]) => base }),
        fc.integer({ min: 40, max: 140 }),
        (regions, width) => {
          const lines = mapOf(regions, width);
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('grows to few rows only', () => {
    const regions = Array.from(
      { length: 60 },
      (_, index) => [0x2000_0000 + index * 0x20_0000, 0x10_0000] as const,
    );
    expect(mapOf(regions, 100).length).toBeLessThanOrEqual(12);
  });
});
