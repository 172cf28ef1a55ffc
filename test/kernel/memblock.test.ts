import { describe, expect, it } from 'vitest';
import { Memblock, roundDown, roundUp } from '../../src/kernel/memblock.ts';

describe('Memblock', () => {
  it('places as the worked examples of the specification do', () => {
    const memblock = new Memblock(0x1000n);
    memblock.add(0x40000000n, 0x40000000n);
    memblock.add(0x80000000n, 0x40000000n);
    memblock.reserve(0x40080000n, 0x1f80000n);
    memblock.reserve(0x7f000000n, 0x100000n);

    expect(memblock.memory).toHaveLength(1);
    expect(memblock.find({ size: 0x1000000n, align: 0x200000n })).toBe(0xbf000000n);
    expect(memblock.find({ size: 0x300000n, align: 0x400000n })).toBe(0xbfc00000n);
    expect(memblock.find({ size: 0x800000n, align: 1n, start: 0x7e000000n, end: 0x7f800000n })).toBe(
      0x7e800000n,
    );

    memblock.markNoMap(0x90000000n, 0x800000n);
    expect(memblock.memory).toHaveLength(3);
    expect(memblock.find({ size: 0x40000000n, align: 0x1000n })).toBeUndefined();
  });

  it('limits memory by the sum of its sizes, and keeps NOMAP above the limit', () => {
    const memblock = new Memblock(0x1000n);
    memblock.add(0x10000n, 0x10000n);
    memblock.add(0x40000n, 0x10000n);
    memblock.markNoMap(0x4c000n, 0x1000n);
    memblock.reserve(0x48000n, 0x1000n);
    memblock.limitMemory(0x12000n);

    expect(memblock.memory.map(({ base, end }) => [base, end])).toEqual([
      [0x10000n, 0x20000n],
      [0x40000n, 0x42000n],
      [0x4c000n, 0x4d000n],
    ]);
    expect(memblock.reserved).toEqual([]);
  });

  it('cuts ranges that would wrap', () => {
    const memblock = new Memblock(0x1000n);
    memblock.reserve(0xfffffffffffff000n, 0x10000n);
    expect(memblock.reserved).toEqual([{ base: 0xfffffffffffff000n, end: 0xffffffffffffffffn, flags: 0 }]);
  });

  it('rounds by masks, as the kernel does', () => {
    expect(roundDown(0x12345n, 0x1000n)).toBe(0x12000n);
    expect(roundUp(0x12345n, 0x1000n)).toBe(0x13000n);
    expect(roundUp(0n, 0x1000n)).toBe(0n);
  });
});
