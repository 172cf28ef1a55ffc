import { describe, expect, it } from 'vitest';
import { DmaPool, type PoolBlock, type PoolMemory } from '../../../src/kernel/dma/dma-pool.ts';
import { KernelLog } from '../../../src/kernel/log.ts';
import { streamingBoard } from './streaming/streaming-board.ts';

/** A pool over memory that grows a page at a time from 0x10000 on, and from 0x90000 on as the CPU sees it. */
function poolOf(size: number, align = 0, boundary = 0, version = '6.12', most = 100) {
  const { api, wide } = streamingBoard({ version });
  const log = new KernelLog();
  const freed: bigint[] = [];
  let next = 0x10000n;
  let given = 0;
  const pool = DmaPool.create<PoolMemory>(
    wide,
    { name: 'blocks', size, align, boundary },
    api.machine.profile,
    log,
    {
      allocate(bytes) {
        if (given++ === most) return undefined;
        const dma = next;
        next += BigInt(bytes);
        return { dma, phys: dma + 0x80000n };
      },
      free: ({ dma }) => freed.push(dma),
    },
  );
  if (pool === undefined) throw new Error('no pool');
  return { pool, freed, log: () => log.lines.map(({ text }) => text) };
}

const offsets = (blocks: readonly (PoolBlock | undefined)[]): readonly (string | undefined)[] =>
  blocks.map((block) => block && (block.dma - 0x10000n).toString(16));

describe('dma_pool_create()', () => {
  it.each([
    ['a size of 0', 0, 8, 0],
    ['an alignment that is no power of two', 64, 12, 0],
    ['a boundary below the size', 64, 8, 32],
    ['a boundary that is no power of two', 64, 8, 100],
    ['a boundary below the rounded size', 100, 128, 64],
  ])('refuses %s', (_what, size, align, boundary) => {
    expect(() => poolOf(size, align, boundary)).toThrow('no pool');
  });

  it('rounds blocks up to the alignment, and small ones to what a free one must hold: 16 bytes, until 6.3 four', () => {
    expect(poolOf(100, 16).pool.size).toBe(112);
    expect(poolOf(1).pool.size).toBe(16);
    expect(poolOf(1, 0, 0, '6.1').pool.size).toBe(4);
    expect(poolOf(4097).pool.allocation).toBe(4097);
  });
});

describe('blocks of a pool', () => {
  it('come ascending out of a fresh page, and freed ones back last-freed first', () => {
    const { pool } = poolOf(64);
    const [a, b, c] = [pool.alloc(), pool.alloc(), pool.alloc()];
    expect(offsets([a, b, c])).toEqual(['0', '40', '80']);
    expect(a?.phys).toBe(0x90000n);
    for (const block of [a, c]) if (block !== undefined) pool.free(block);
    expect(offsets([pool.alloc(), pool.alloc(), pool.alloc()])).toEqual(['80', '0', 'c0']);
  });

  it('do not cross a boundary: 500 bytes at 0, 0x1f4, then 0x400', () => {
    const { pool } = poolOf(500, 0, 1024);
    const blocks = Array.from({ length: 9 }, () => pool.alloc());
    // Two in each KiB, so that the ninth opens a second page.
    expect(offsets(blocks)).toEqual(['0', '1f4', '400', '5f4', '800', '9f4', 'c00', 'df4', '1000']);
  });

  it('leave out the last one before a boundary up to 6.3', () => {
    const { pool } = poolOf(1024, 0, 0, '6.1');
    // 3 * 1024 + 1024 is not below 4096.
    expect(offsets(Array.from({ length: 4 }, () => pool.alloc()))).toEqual(['0', '400', '800', '1000']);
  });

  it('come from the newest page that has one up to 6.3, whatever was freed last', () => {
    const { pool } = poolOf(2048, 0, 0, '6.1');
    const [a, b] = [pool.alloc(), pool.alloc()];
    expect(offsets([a, b])).toEqual(['0', '1000']);
    for (const block of [b, a]) if (block !== undefined) pool.free(block);
    expect(offsets([pool.alloc(), pool.alloc()])).toEqual(['1000', '0']);
  });

  it('are none where there is no memory for a page', () => {
    const { pool } = poolOf(4096, 0, 0, '6.12', 1);
    expect(offsets([pool.alloc(), pool.alloc()])).toEqual(['0', undefined]);
    expect(pool.active).toBe(1);
  });

  it('that go back to another pool are that its own from 6.4 on; before, it has no such page and says so', () => {
    for (const version of ['6.12', '6.1']) {
      const [own, other] = [poolOf(64, 0, 0, version), poolOf(64, 0, 0, version)];
      const block = own.pool.alloc();
      if (block === undefined) throw new Error('no block');
      other.pool.free(block);
      const isTaken = version === '6.12';
      expect(other.log()).toEqual(
        isTaken ? [] : ['platform wide: dma_pool_free blocks, (____ptrval____)/0x0000000000010000 (bad dma)'],
      );
      expect(offsets([other.pool.alloc()])).toEqual(['0']);
      expect(other.pool.pageCount).toBe(isTaken ? 0 : 1);
    }
  });
});

describe('dma_pool_destroy()', () => {
  it('gives the pages back, the newest first', () => {
    const { pool, freed, log } = poolOf(4096);
    const blocks = [pool.alloc(), pool.alloc()];
    for (const block of blocks) if (block !== undefined) pool.free(block);
    pool.destroy();
    expect(freed).toEqual([0x11000n, 0x10000n]);
    expect(log()).toEqual([]);
  });

  it('of a busy pool keeps every page from 6.4 on, and before that the busy ones', () => {
    const busy = (version: string) => {
      const made = poolOf(2500, 0, 0, version);
      const [, second] = [made.pool.alloc(), made.pool.alloc()];
      if (second !== undefined) made.pool.free(second);
      made.pool.destroy();
      return [made.log(), made.freed];
    };
    expect(busy('6.12')).toEqual([['platform wide: dma_pool_destroy blocks busy'], []]);
    expect(busy('6.1')).toEqual([
      ['platform wide: dma_pool_destroy blocks, (____ptrval____) busy'],
      [0x11000n],
    ]);
  });
});
