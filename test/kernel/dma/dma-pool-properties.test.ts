import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { DmaPool, type PoolBlock, type PoolMemory } from '../../../src/kernel/dma/dma-pool.ts';
import { KernelLog } from '../../../src/kernel/log.ts';
import { checkSequences } from './operation-sequences.ts';
import { streamingBoard } from './streaming/streaming-board.ts';

/** Fails with both answers; cheaper than `expect` where it is asked a million times. */
function same(found: number | undefined, naive: number | undefined): void {
  if (found !== naive) throw new Error(`gave ${found}, and not ${naive}`);
}

/** Sizes, alignments and boundaries from one number, so that every sequence has a pool of its own. */
const shapes = [
  { size: 16, align: 0, boundary: 0 },
  { size: 100, align: 16, boundary: 0 },
  { size: 500, align: 0, boundary: 1024 },
  { size: 700, align: 64, boundary: 2048 },
  { size: 2048, align: 0, boundary: 0 },
  { size: 3000, align: 8, boundary: 4096 },
  { size: 5000, align: 4096, boundary: 0 },
] as const;

const board = Object.fromEntries(
  ['6.1', '6.12'].map((version) => [version, streamingBoard({ version })] as const),
);

function poolOf(shape: (typeof shapes)[number], version: string): DmaPool<PoolMemory> {
  const { api, wide } = board[version] ?? streamingBoard({ version });
  let next = 0n;
  const backing = {
    allocate(bytes: number) {
      const dma = next;
      next += BigInt(bytes);
      return { dma, phys: dma };
    },
    free() {},
  };
  const request = { name: 'pool', ...shape };
  const pool = DmaPool.create<PoolMemory>(wide, request, api.machine.profile, new KernelLog(), backing);
  if (pool === undefined) throw new Error('no pool');
  return pool;
}

/** Offsets at which blocks of a page may begin: step by step, without one that crosses a boundary. */
function places(size: number, allocation: number, boundary: number): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at + size <= allocation; ) {
    const edge = (Math.floor(at / boundary) + 1) * boundary;
    if (at + size > edge) at = edge;
    else {
      found.push(at);
      at += size;
    }
  }
  return found;
}

describe('10,000 sequences on a dma_pool', () => {
  it('give what a stack of free blocks gives, whose fresh pages go below nothing (6.4 and later)', () => {
    checkSequences(fc.nat(shapes.length - 1), (which, steps) => {
      const shape = shapes[which] ?? shapes[0];
      const pool = poolOf(shape, '6.12');
      const { size, allocation } = pool;
      const boundary = shape.boundary === 0 ? allocation : Math.min(shape.boundary, allocation);
      const fresh = places(size, allocation, boundary);
      const free: number[] = [];
      const live: PoolBlock[] = [];
      let pages = 0;
      for (const step of steps) {
        if (step.frees) {
          const [block] = live.splice(step.which % Math.max(1, live.length), 1);
          if (block === undefined) continue;
          pool.free(block);
          free.push(Number(block.dma));
          continue;
        }
        if (free.length === 0) {
          const base = pages++ * allocation;
          free.push(...fresh.map((offset) => base + offset).reverse());
        }
        const block = pool.alloc();
        same(block && Number(block.dma), free.pop());
        if (block !== undefined) live.push(block);
      }
      same(pool.active, live.length);
      same(pool.pageCount, pages);
    });
  });

  it('never give a live block twice, nor one across a boundary (up to 6.3)', () => {
    checkSequences(fc.nat(shapes.length - 1), (which, steps) => {
      const shape = shapes[which] ?? shapes[0];
      const pool = poolOf(shape, '6.1');
      const { size, allocation } = pool;
      const boundary = shape.boundary === 0 ? allocation : Math.min(shape.boundary, allocation);
      const live: PoolBlock[] = [];
      const taken = new Set<bigint>();
      for (const step of steps) {
        if (step.frees) {
          const [block] = live.splice(step.which % Math.max(1, live.length), 1);
          if (block === undefined) continue;
          pool.free(block);
          taken.delete(block.dma);
          continue;
        }
        const block = pool.alloc();
        if (block === undefined) throw new Error('no block');
        if (taken.has(block.dma)) throw new Error(`${block.dma} is given out twice`);
        taken.add(block.dma);
        live.push(block);
        const offset = Number(block.dma) % allocation;
        if (Math.floor(offset / boundary) !== Math.floor((offset + size - 1) / boundary))
          throw new Error(`${offset} crosses a boundary`);
        if (shape.align > 0) same(offset % shape.align, 0);
      }
      same(pool.active, live.length);
    });
  });
});
