import { describe, expect, it } from 'vitest';
import {
  dmaAllocCoherent,
  dmaAllocNoncoherent,
  dmaAllocWc,
  pciAllocConsistent,
} from '../../../src/kernel/dma/api/front-doors.ts';
import type { CoherentAllocation } from '../../../src/kernel/dma/api/hooks.ts';
import { ManagedAllocations } from '../../../src/kernel/dma/api/managed-allocations.ts';
import type { Refusal } from '../../../src/kernel/dma/buffer.ts';
import { DmaDebug } from '../../../src/kernel/dma/debug/dma-debug.ts';
import { dmaAttr } from '../../../src/kernel/dma/dma-attrs.ts';
import { streamingBoard } from './streaming/streaming-board.ts';

/** Who gave it, or why there is none. */
const from = (got: CoherentAllocation | Refusal): string => (typeof got === 'string' ? got : got.buffer.from);

const withArea = { cmdline: 'cma=16M' };

describe('dma_alloc_wc()', () => {
  it('has its memory from where dma_alloc_coherent() has it, with an attribute', () => {
    const { api, plain } = streamingBoard(withArea);
    const [own, other] = [dmaAllocWc(api, plain, 0x2000), dmaAllocCoherent(api, plain, 0x2000)];
    expect([from(own), from(other)]).toEqual(['default-cma', 'default-cma']);
    expect(typeof own === 'string' ? -1 : own.attrs).toBe(dmaAttr.writeCombine);
  });
});

describe('dma_alloc_noncoherent()', () => {
  it('is dma_alloc_pages() from 5.10 on, and dma_alloc_attrs() with an attribute before', () => {
    const calls = ['4.14', '5.10', '6.12'].map((version) => {
      const { api, wide } = streamingBoard({ ...withArea, version });
      const got = dmaAllocNoncoherent(api, wide, 0x2000);
      return typeof got === 'string' ? got : `${got.call} ${got.attrs}`;
    });
    expect(calls).toEqual(['attrs 8', 'pages 0', 'pages 0']);
  });
});

describe('pci_alloc_consistent()', () => {
  it('must not sleep: out of the atomic pool for a device that is not coherent, never out of CMA', () => {
    const { api, plain, wide } = streamingBoard({ ...withArea, version: '5.10' });
    expect(from(dmaAllocCoherent(api, plain, 0x2000))).toBe('default-cma');
    expect(from(pciAllocConsistent(api, plain, 0x2000))).toBe('atomic-pool');
    expect(from(pciAllocConsistent(api, wide, 0x2000))).toBe('pages');
  });

  it('is gone after 5.17', () => {
    const { api, wide } = streamingBoard({ version: '6.1' });
    expect(pciAllocConsistent(api, wide, 0x2000)).toBe('not-supported');
  });
});

describe('dmam_alloc_coherent() and its kin', () => {
  /** What dma-debug saw being freed, by address, and the memory that is live. */
  function managed() {
    const board = streamingBoard(withArea);
    const { api, plain } = board;
    const frees: bigint[] = [];
    const free = api.freeAttrs.bind(api);
    api.freeAttrs = (device, allocation, says) => {
      frees.push(allocation.phys);
      free(device, allocation, says);
    };
    return { ...board, frees, own: new ManagedAllocations(api, plain) };
  }

  const physOf = (got: CoherentAllocation | Refusal): bigint => (typeof got === 'string' ? -1n : got.phys);

  it('is freed as the driver leaves, the latest first', () => {
    const { own, frees } = managed();
    const given = [
      own.dmamAllocCoherent(0x2000),
      own.dmamAllocCoherent(0x4000),
      own.dmamAllocCoherent(0x2000),
    ];
    own.releaseAll();
    expect(frees).toEqual(given.map(physOf).reverse());
    expect(own.count).toBe(0);
    own.releaseAll();
    expect(frees).toHaveLength(3);
  });

  it('is freed once where the driver frees it itself', () => {
    const { own, frees } = managed();
    const got = own.dmamAllocCoherent(0x2000);
    if (typeof got === 'string') throw new Error(got);
    expect(own.dmamFreeCoherent(got)).toBe(true);
    own.releaseAll();
    expect(frees).toEqual([got.phys]);
  });

  it('destroys pools in their turn, with a word where blocks are still out', () => {
    const { own, log } = managed();
    const pool = own.dmamPoolCreate({ name: 'rings', size: 64, align: 64, boundary: 0 });
    expect(pool?.alloc()).toBeDefined();
    own.dmamAllocCoherent(0x2000);
    own.releaseAll();
    expect(log().filter((line) => line.includes('dma_pool'))).toEqual([
      'platform plain: dma_pool_destroy rings busy',
    ]);
  });

  it('leaves nothing that dma-debug could complain of', () => {
    const { api, plain } = streamingBoard(withArea);
    const debug = new DmaDebug({ profile: api.machine.profile, log: api.machine.log, commandLine: '' });
    const board = streamingBoard({ ...withArea, debug });
    const own = new ManagedAllocations(board.api, board.plain);
    own.dmamAllocCoherent(0x2000);
    expect(debug.state.freeEntries).toBe(65535);
    own.releaseAll();
    expect(debug.state).toMatchObject({ freeEntries: 65536, errorCount: 0 });
    expect(plain.path).toBe(board.plain.path);
  });
});
