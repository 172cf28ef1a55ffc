import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocation, DmaSystem } from '../../../src/kernel/dma/types.ts';
import { bootedBoard } from '../../workload/booted-board.ts';

const camera = '/soc/camera@2000000';
const video = '/soc/video@1000000';

function demoSystem(version?: string): DmaSystem {
  return bootedBoard('boards/demo.dts', version === undefined ? {} : { version }).dma;
}

function poolOf(system: DmaSystem, device: string): number {
  const state = system.device(device);
  return state?.cmaArea ?? state?.coherentPool ?? expect.fail('no pool');
}

describe('pinned pages of a CMA area', () => {
  it.each(['7.2', '6.12', '6.1', '5.10'])(
    'are never handed out, and every page is counted once (%s)',
    (version) => {
      const range = fc.record({ first: fc.nat(16500), pages: fc.integer({ min: 1, max: 300 }) });
      const operation = fc.record({
        free: fc.boolean(),
        size: fc.integer({ min: 1, max: 3 << 20 }),
        pin: fc.option(range),
      });
      fc.assert(
        fc.property(
          fc.array(range, { maxLength: 20 }),
          fc.array(operation, { maxLength: 40 }),
          (ranges, operations) => {
            const system = demoSystem(version);
            const pool = poolOf(system, camera);
            const state = system.pools[pool] ?? expect.fail('no pool');
            const live: Allocation[] = [];
            let pinned = system.pin?.(pool, ranges) ?? 0;
            for (const { free, size, pin } of operations) {
              if (pin !== null) pinned += system.pin?.(pool, [pin]) ?? 0;
              const oldest = free ? live.shift() : undefined;
              if (oldest !== undefined) system.free(oldest);
              const result = system.alloc(camera, { size });
              if (result.ok && result.allocation.pool === pool) live.push(result.allocation);
            }
            const held = live.map(({ firstPage = 0, pages }) => [firstPage, firstPage + pages] as const);
            const runs = state.pinnedRuns ?? [];
            expect(runs.some(([first, end]) => held.some(([from, to]) => from < end && first < to))).toBe(
              false,
            );
            expect(state.pinnedPages).toBe(pinned);
            expect(runs.reduce((sum, [first, end]) => sum + end - first, 0)).toBe(pinned);
            expect(state.usedPages).toBe(held.reduce((sum, [first, end]) => sum + end - first, 0));
            expect(state.largestHolePages).toBe(longestGap([...runs, ...held], state.pageCount));
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('leave what a buffer holds, and what is pinned already, as it is', () => {
    const system = demoSystem();
    const pool = poolOf(system, camera);
    system.alloc(camera, { size: 8 * 4096 });
    expect(system.pin?.(pool, [{ first: 4, pages: 8 }])).toBe(4);
    expect(system.pin?.(pool, [{ first: 0, pages: 12 }])).toBe(0);
    expect(system.pools[pool]?.pinnedRuns).toEqual([[8, 12]]);
  });

  it('are none in a coherent pool, whose pages nobody else has', () => {
    const system = demoSystem();
    expect(system.pin?.(poolOf(system, video), [{ first: 0, pages: 4096 }])).toBe(0);
    expect(system.alloc(video, { size: 4096 }).ok).toBe(true);
  });

  it('are named as the cause where nothing else stood in the way', () => {
    const system = demoSystem();
    const pool = poolOf(system, camera);
    system.pin?.(
      pool,
      Array.from({ length: 64 }, (_, index) => ({ first: index * 256, pages: 1 })),
    );
    const result = system.alloc(camera, { size: 8 << 20 });
    if (result.ok) return expect.fail('it was given');
    expect(result.failure).toMatchObject({
      code: 'no-hole',
      pinnedPages: 64,
      isOnlyPinned: true,
      largestHolePages: 0,
    });
    expect(result.failure.message).toContain('256 KiB of it in pages that cannot move');
    expect(system.takeLog().map(({ text }) => text)[1]).toContain('ret: -16');
  });
});

function longestGap(runs: readonly (readonly [number, number])[], end: number): number {
  let longest = 0;
  let at = 0;
  for (const [first, last] of [...runs].sort(([one], [other]) => one - other)) {
    longest = Math.max(longest, first - at);
    at = last;
  }
  return Math.max(longest, end - at);
}
