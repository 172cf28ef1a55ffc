import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PoolBudget } from '../../src/workload/run-budget.ts';
import { poolBudget, sharedBudgets } from '../../src/workload/run-budget.ts';
import { bootedBoard, perform } from './booted-board.ts';

function budgetOf(yaml: string): PoolBudget {
  const { result } = perform(bootedBoard('boards/demo.dts'), 'budget.yaml', yaml);
  const [budget] = sharedBudgets(result.pools);
  return budget ?? expect.fail('no pool is shared');
}

describe('the budget of a pool', () => {
  it('is who has it at its peak, what rounding and holes take, and what is left over', () => {
    const { lines, bytes } = budgetOf(`
version: 1
steps:
  - alloc: { device: display, size: 1920x1080x4, count: 2, id: screen }
  - alloc: { device: camera, size: 1920x1080x2, count: 8, id: capture }
  - free: capture
`);
    const mib = 1 << 20;
    expect(bytes).toBe(64 * mib);
    expect(lines).toEqual([
      { use: 'device', device: '/soc/camera@2000000', bytes: 8 * 1920 * 1080 * 2 },
      { use: 'device', device: '/soc/display@3000000', bytes: 2 * 1920 * 1080 * 4 },
      { use: 'rounding', device: undefined, bytes: 16384 },
      { use: 'holes', device: undefined, bytes: 503808 },
      { use: 'left-over', device: undefined, bytes: 16822272 },
    ]);
  });

  it('knows what other operations than allocations take: the first block of a DMA pool is a page', () => {
    const yaml = `
version: 1
steps:
  - alloc: { device: video, size: 8KiB, id: ring }
  - poolCreate: { device: video, id: descriptors, size: 64 }
  - poolAlloc: { pool: descriptors, id: first }
  - free: ring
`;
    const { result } = perform(bootedBoard('boards/demo.dts'), 'pool.yaml', yaml);
    const pool = result.pools.find(({ name }) => name.startsWith('video')) ?? expect.fail('no such pool');
    expect(pool).toMatchObject({ peakPages: 3, peakOperation: 3, requestedBytesAtPeak: 8192 });
    expect(poolBudget(pool).lines.slice(0, 2)).toEqual([
      { use: 'device', device: '/soc/video@1000000', bytes: 8192 },
      { use: 'others', device: undefined, bytes: 4096 },
    ]);
  });

  it('comes to exactly the size of the pool, whatever was allocated, freed and refused', () => {
    const step = fc.record({
      device: fc.constantFrom('camera', 'display', 'video'),
      size: fc.integer({ min: 1, max: 12 << 20 }),
      oldest: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(16383), { maxLength: 10 }),
        (steps, pages) => {
          const lines = steps.flatMap(({ device, size, oldest }) => [
            `  - alloc: { device: ${device}, size: ${size}, id: ${device} }\n    expect: any`,
            ...(oldest ? [`  - free: { id: ${device}, oldest: 1 }`] : []),
          ]);
          const board = bootedBoard('boards/demo.dts');
          const area = board.dma.device('/soc/camera@2000000')?.cmaArea ?? -1;
          board.dma.pin?.(
            area,
            pages.map((first) => ({ first, pages: 2 })),
          );
          const { result } = perform(board, 'any.yaml', `version: 1\nsteps:\n${lines.join('\n')}\n`);
          for (const pool of result.pools) {
            const budget = poolBudget(pool);
            expect(budget.lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(budget.bytes);
            expect(budget.lines.every(({ bytes }) => bytes >= 0)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
