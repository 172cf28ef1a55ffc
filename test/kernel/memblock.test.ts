import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memblock, memblockNoMap, roundDown, roundUp } from '../../src/kernel/memblock.ts';

const pages = 40;

/** Memblock as one record a byte, with a "page" of 4 bytes. */
class ByteMap {
  readonly memory: (number | undefined)[] = new Array<undefined>(pages * 4).fill(undefined);
  readonly reserved: boolean[] = new Array<boolean>(pages * 4).fill(false);

  apply(step: Step): void {
    for (let at = step.base; at < Math.min(step.base + step.size, this.memory.length); at++) {
      if (step.op === 'add') this.memory[at] ??= 0;
      if (step.op === 'remove') this.memory[at] = undefined;
      if (step.op === 'reserve') this.reserved[at] = true;
      if (step.op === 'free') this.reserved[at] = false;
      if (step.op === 'mark' && this.memory[at] !== undefined) this.memory[at] = memblockNoMap;
      if (step.op === 'clear' && this.memory[at] !== undefined) this.memory[at] = 0;
    }
  }

  isFree(at: number): boolean {
    return this.memory[at] === 0 && !this.reserved[at];
  }

  find(size: number, align: number, start: number, end: number, bottomUp: boolean): bigint | undefined {
    const fits: number[] = [];
    for (let at = 0; at + size <= this.memory.length; at += align) {
      if (at < Math.max(start, 4) || at + size > end) continue;
      let free = true;
      for (let byte = at; byte < at + size && free; byte++) free = this.isFree(byte);
      if (free) fits.push(at);
    }
    const found = bottomUp ? fits[0] : fits.at(-1);
    return found === undefined ? undefined : BigInt(found);
  }
}

interface Step {
  readonly op: 'add' | 'remove' | 'reserve' | 'free' | 'mark' | 'clear';
  readonly base: number;
  readonly size: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('add', 'add', 'remove', 'reserve', 'reserve', 'free', 'mark', 'clear'),
  base: fc.integer({ min: 0, max: pages * 4 - 1 }),
  size: fc.integer({ min: 0, max: 150 }),
});

function apply(memblock: Memblock, { op, base, size }: Step): void {
  const length = Math.min(size, pages * 4 - base);
  const range = [BigInt(base), BigInt(length)] as const;
  if (op === 'add') memblock.add(...range);
  if (op === 'remove') memblock.remove(...range);
  if (op === 'reserve') memblock.reserve(...range);
  if (op === 'free') memblock.free(...range);
  if (op === 'mark') memblock.markNoMap(...range);
  if (op === 'clear') memblock.clearNoMap(...range);
}

describe('Memblock', () => {
  it('holds the same bytes as a byte map, merged', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const memblock = new Memblock(4n);
        const map = new ByteMap();
        for (const one of steps) {
          apply(memblock, one);
          map.apply(one);
        }

        const flagsAt = (at: number) =>
          memblock.memory.find((r) => r.base <= BigInt(at) && BigInt(at) < r.end)?.flags;
        const bytes = Array.from({ length: pages * 4 }, (_, at) => at);
        expect(bytes.map(flagsAt)).toEqual(map.memory);
        expect(bytes.map((at) => memblock.overlapsReserved(BigInt(at), 1n))).toEqual(map.reserved);
        expect(bytes.map((at) => memblock.overlapsMemory(BigInt(at), 1n))).toEqual(
          map.memory.map((one) => one !== undefined),
        );
        expect(bytes.map((at) => memblock.isMapMemory(BigInt(at)))).toEqual(
          map.memory.map((one) => one === 0),
        );
        for (const list of [memblock.memory, memblock.reserved]) {
          for (const [index, region] of list.entries()) {
            const next = list[index + 1];
            expect(region.base < region.end).toBe(true);
            if (next !== undefined) expect(next.base > region.end || next.flags !== region.flags).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the address that a search byte by byte finds, in both directions', () => {
    const query = fc.record({
      size: fc.integer({ min: 1, max: 60 }),
      align: fc.constantFrom(1, 2, 4, 8, 32),
      start: fc.integer({ min: 0, max: pages * 4 }),
      span: fc.integer({ min: 0, max: pages * 4 }),
      bottomUp: fc.boolean(),
    });

    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        query,
        (steps, { size, align, start, span, bottomUp }) => {
          // One region of memory only: a free range never spans two, which the byte map does not know.
          const memblock = new Memblock(4n);
          const map = new ByteMap();
          for (const one of [{ op: 'add', base: 0, size: pages * 4 } as const, ...steps]) {
            if (one.op === 'mark' || one.op === 'remove') continue;
            apply(memblock, one);
            map.apply(one);
          }

          const end = Math.min(start + span, pages * 4);
          const found = memblock.find({
            size: BigInt(size),
            align: BigInt(align),
            start: BigInt(start),
            end: BigInt(end),
            direction: bottomUp ? 'bottom-up' : 'top-down',
          });
          expect(found).toBe(map.find(size, align, start, Math.max(end, start, 4), bottomUp));
        },
      ),
      { numRuns: 300 },
    );
  });

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
