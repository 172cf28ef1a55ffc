import { describe, expect, it } from 'vitest';
import { buffersAt } from '../../../src/workload/history/recorded-run.ts';
import { rehearsed } from '../../report/rehearsed.ts';

/** Boards and workloads of fixtures/ in which pools are used in every way there is: managed, wrongly freed, by dma_pool, marked as taken. */
const runs = [
  ['boards/demo.dts', 'workloads/demo.yaml', []],
  ['boards/busy.dts', 'workloads/busy.yaml', ['rounds=20']],
  ['dma/coherent-pool.dts', 'dma/coherent-pool.yaml', []],
  ['dma/cma.dts', 'dma/cma.yaml', []],
  ['dma/front-doors.dts', 'dma/front-doors.yaml', []],
  ['dma/dispatch.dts', 'dma/dispatch.yaml', []],
  ['real-bugs/100-module-reload.dts', 'real-bugs/100-module-reload.yaml', []],
  ['real-bugs/107-mfc.dts', 'real-bugs/107-mfc.yaml', []],
] as const;

describe('the record of a run', () => {
  it.each(runs)('accounts for every page that is in use after each operation: %s', (board, workload, set) => {
    const { rehearsal, recordOf } = rehearsed({ board, workload, set });
    const [cell] = rehearsal.cells;
    const run = cell && recordOf(cell.setting);
    if (run === undefined) return expect.fail('nothing was recorded');
    expect(run.operations).toBe(cell?.result?.operations);
    expect(run).toMatchObject({ stride: 1, isComplete: true });

    let compared = 0;
    for (const pool of run.pools) {
      const before = pool.before.reduce((sum, [first, end]) => sum + end - first, 0);
      for (const { first, last, mostUsed } of pool.points) {
        if (first !== last) continue;
        const buffers = buffersAt(run, pool, first);
        const drawn = before + buffers.reduce((sum, { pages }) => sum + pages, 0);
        expect(drawn, `${pool.name} after operation ${first}`).toBe(mostUsed);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  it.each(runs)('has the peaks and the failures of the figures: %s', (board, workload, set) => {
    const { rehearsal, recordOf } = rehearsed({ board, workload, set });
    const [cell] = rehearsal.cells;
    const run = cell && recordOf(cell.setting);
    for (const { pool, peakPages, peakOperation, failed } of cell?.result?.pools ?? []) {
      const recorded = run?.pools[pool];
      expect({ peakPages: recorded?.peakPages, failed: recorded?.failures }).toEqual({ peakPages, failed });
      // The figures look after allocations alone; a dma_pool that takes a page before is seen here at once.
      expect(recorded?.peakOperation).toBeLessThanOrEqual(peakOperation);
    }
  });
});
