import { describe, expect, it } from 'vitest';
import { parseSize, parseSizeAtBase } from '../../src/cli/size-at-base.ts';

describe('parseSizeAtBase', () => {
  it.each([
    ['12G@0x80000000', 0x8000_0000n, 12n << 30n],
    ['0x1000@0', 0n, 4096n],
    ['64k@1M', 1n << 20n, 65536n],
    ['512MiB@0xC0000000', 0xc000_0000n, 512n << 20n],
    ['0x40000000@0xffffffffc0000000', 0xffff_ffff_c000_0000n, 1n << 30n],
  ])('reads %s', (text, base, size) => {
    expect(parseSizeAtBase('--memory', text)).toEqual({ base, size });
  });

  it.each(['12G', '12G@', '@0x1000', '1@2@3', 'x@y', '-1@0', '1.5G@0', '0x@0'])(
    'refuses %j and names the option',
    (text) => {
      expect(() => parseSizeAtBase('--memory', text)).toThrow(/^--memory .*: not a size and a base/);
    },
  );

  it.each([
    ['0@0x1000', /zero/],
    ['0x2@0xffffffffffffffff', /above 64 bits/],
    ['0x10000000000000000@0', /does not fit/],
  ])('refuses %s', (text, says) => {
    expect(() => parseSizeAtBase('--memory', text)).toThrow(says);
  });
});

describe('parseSize', () => {
  it('counts in 1024s', () => {
    expect(['1K', '1M', '1G', '1T', '1KB', '0x10'].map((text) => parseSize('--size', text))).toEqual([
      1024n,
      1n << 20n,
      1n << 30n,
      1n << 40n,
      1024n,
      16n,
    ]);
  });
});
