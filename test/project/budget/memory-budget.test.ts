import { describe, expect, it } from 'vitest';
import { reportBoard } from '../../../src/project/board-report.ts';
import { commonRanges } from '../../../src/project/budget/common-ranges.ts';
import type { MemoryBudget } from '../../../src/project/budget/memory-budget.ts';
import { boardFromText } from '../../helpers/board.ts';

const MiB = 1n << 20n;

function budget(regions: string, cmdline = '', memory = '<0 0x40000000 0 0x20000000>'): MemoryBudget {
  const board = boardFromText(`/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    chosen { bootargs = "${cmdline}"; };
    cpus { cpu { compatible = "arm,cortex-a53"; }; };
    memory@40000000 { device_type = "memory"; reg = ${memory}; };
    reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} }; };`);
  return reportBoard(board, { boot: {} }).budget ?? expect.fail('no budget');
}

function bytesOf({ lines }: MemoryBudget, kind: string): bigint {
  return lines.find((line) => line.kind === kind)?.bytes ?? 0n;
}

const noMap = 'fw@48000000 { reg = <0 0x48000000 0 0x1000000>; no-map; };';
const log = 'log@4a000000 { reg = <0 0x4a000000 0 0x200000>; };';
const cma =
  'frames@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x2000000>; };';

describe('a budget of RAM', () => {
  it.each([
    ['nothing reserved', ''],
    ['a region of each kind', noMap + log + cma],
    ['regions that overlap', `${noMap}late@48800000 { reg = <0 0x48800000 0 0x1000000>; no-map; };`],
    ['a region outside RAM', 'sram@10000000 { reg = <0 0x10000000 0 0x8000>; no-map; };'],
    ['a region half outside RAM', 'edge@5ff00000 { reg = <0 0x5ff00000 0 0x200000>; no-map; };'],
  ])('has every byte once: %s', (_, regions) => {
    const { ram, lines, memTotal } = budget(regions);
    expect(lines.reduce((sum, { bytes }) => sum + bytes, 0n)).toBe(ram);
    expect(ram).toBe(512n * MiB);
    expect(lines.every(({ bytes }) => bytes > 0n)).toBe(true);
    expect(memTotal).toBe(
      bytesOf({ ram, lines, memTotal }, 'cma') + bytesOf({ ram, lines, memTotal }, 'rest'),
    );
  });

  it('counts no-map and mapped regions by themselves, and names them', () => {
    const found = budget(noMap + log);
    expect(found.lines.find(({ kind }) => kind === 'no-map')).toEqual({
      kind: 'no-map',
      bytes: 16n * MiB,
      estimated: false,
      parts: [{ label: 'fw@48000000', node: '/reserved-memory/fw@48000000', bytes: 16n * MiB }],
    });
    expect(bytesOf(found, 'reserved')).toBe(2n * MiB);
  });

  it('leaves CMA in MemTotal, where Linux counts it', () => {
    const [without, with64] = [budget('', 'cma=0'), budget('', 'cma=64M')];
    expect(bytesOf(with64, 'cma')).toBe(64n * MiB);
    expect(with64.memTotal).toBe(without.memTotal);
  });

  it('takes what no-map keeps out of MemTotal, and struct page stays', () => {
    const [without, kept] = [budget(''), budget(noMap)];
    const difference = without.memTotal - kept.memTotal;
    expect(difference).toBeGreaterThanOrEqual(16n * MiB - 65536n);
    expect(difference).toBeLessThanOrEqual(16n * MiB);
  });

  it('has the bytes that a CMA area shares with a region in the area: all its pages are handed out', () => {
    const inside = 'log@51000000 { reg = <0 0x51000000 0 0x400000>; };';
    const [alone, both] = [budget(cma, 'cma=0'), budget(cma + inside, 'cma=0')];
    expect(bytesOf(both, 'reserved')).toBe(0n);
    expect(bytesOf(both, 'own')).toBe(bytesOf(alone, 'own'));
  });

  it('says that a CMA area of a region is that region', () => {
    const line = budget(cma, 'cma=0').lines.find(({ kind }) => kind === 'cma');
    expect(line?.parts.map(({ node }) => node)).toEqual(['/reserved-memory/frames@50000000']);
  });

  it('says what mem= leaves out', () => {
    expect(bytesOf(budget('', 'mem=256M'), 'unused')).toBe(256n * MiB);
  });

  it('is not made up where the RAM is not known, or where nobody asks', () => {
    const board = boardFromText(`/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
      memory { device_type = "memory"; reg = <0 0>; }; };`);
    expect(reportBoard(board, { boot: { kernel: { arch: 'arm64' } } }).budget).toBeUndefined();
    expect(reportBoard(board).budget).toBeUndefined();
  });
});

describe('what two lists of ranges have in common', () => {
  it('is cut where either ends', () => {
    const left = [
      { base: 0n, size: 10n },
      { base: 20n, size: 10n },
    ];
    expect(commonRanges(left, [{ base: 5n, size: 20n }])).toEqual([
      { base: 5n, size: 5n },
      { base: 20n, size: 5n },
    ]);
    expect(commonRanges(left, [])).toEqual([]);
  });
});
