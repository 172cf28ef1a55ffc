import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type Figure, Figures } from '../../bench/figures.ts';
import { measurePools } from '../../bench/measure-pools.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const compiled: Figure = {
  name: 'compile a board',
  ours: { wallSeconds: 2, cpuSeconds: 4, peakBytes: 3 << 20 },
  reference: { wallSeconds: 6, cpuSeconds: 2, peakBytes: 1 << 20 },
  referenceName: 'dtc',
};
const played: Figure = {
  name: 'a pool',
  ours: { wallSeconds: 0.5, cpuSeconds: 0.4, operations: 1_000_000 },
  reference: { wallSeconds: 0.02, cpuSeconds: 0.01, operations: 10_000 },
  referenceName: 'C',
};

test('prints programs and operations in one table, remarks and what is missing below it', () => {
  const figures = filled();
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  figures.print();
  expect(lines).toEqual([
    '                 carveout s  CPU s  ns each  MiB  beside it      s  CPU s  ns each  MiB  faster  by CPU',
    'compile a board       2.000  4.000        -    3  dtc        6.000  2.000        -    1    3.00    0.50',
    'a pool                0.500  0.400      400    -  C          0.020  0.010     1000    -    4.00    2.50',
    'It grows.',
    'not measured: the rest',
  ]);
});

test('writes the same as JSON, with ratios of one operation where operations were played', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-figures-'));
  try {
    const file = join(folder, 'bench.json');
    filled().write(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      machine: { node: process.version },
      figures: [
        { ...compiled, wallRatio: 3, cpuRatio: 0.5 },
        { ...played, wallRatio: 4, cpuRatio: expect.closeTo(2.5) },
      ],
      remarks: ['It grows.'],
      notMeasured: ['the rest'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('says where there is no C compiler that no pool could be measured', () => {
  vi.stubEnv('PATH', '/nonexistent');
  const figures = new Figures();
  const missed = vi.spyOn(figures, 'miss');
  expect(measurePools({ sizes: [4], operations: 1, runs: 1 }, figures)).toBe(2);
  expect(missed).toHaveBeenCalledWith(
    expect.stringMatching(/^pools: no C compiler to measure against: .*cc/),
  );
});

function filled(): Figures {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const figures = new Figures();
  figures.add(compiled);
  figures.add(played);
  figures.remark('It grows.');
  figures.miss('the rest');
  return figures;
}
