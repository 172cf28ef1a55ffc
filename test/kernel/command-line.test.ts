import { describe, expect, it } from 'vitest';
import { memparse, parseCommandLine } from '../../src/kernel/command-line.ts';

describe('parseCommandLine', () => {
  it.each([
    ['16M', 16n << 20n, ''],
    ['0x10k@1', 0x4000n, '@1'],
    ['010', 8n, ''],
    ['2g', 2n << 30n, ''],
    ['x', 0n, 'x'],
  ])('reads %s as memparse() does', (text, value, rest) => {
    expect(memparse(text)).toEqual({ value, rest });
  });

  it('reads sizes, bases and limits of cma=', () => {
    const cma = (text: string): unknown => parseCommandLine(text).cma;
    expect(cma('cma=64M')).toEqual({ size: 64n << 20n, base: 0n, limit: 0n });
    expect(cma('cma=8M@32M')).toEqual({ size: 8n << 20n, base: 0x2000000n, limit: 0x2800000n });
    expect(cma('cma=8M@32M-1G')).toEqual({ size: 8n << 20n, base: 0x2000000n, limit: 1n << 30n });
    expect(cma('quiet')).toBeUndefined();
  });

  it('lets the last one count, and leaves what follows -- to init', () => {
    expect(parseCommandLine('mem=1G "a b" mem=2G -- mem=3G').memoryLimit).toBe(2n << 30n);
  });
});
