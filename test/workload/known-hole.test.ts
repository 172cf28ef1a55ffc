import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CmaArea } from '../../src/kernel/dma/cma-area.ts';
import { PoolView } from '../../src/kernel/dma/pool-view.ts';
import type { Allocation, PoolState } from '../../src/kernel/dma/types.ts';
import { KnownHole } from '../../src/workload/known-hole.ts';
import { PoolAccount } from '../../src/workload/pool-account.ts';

const pageSize = 4096;

function area(): CmaArea {
  const place = { name: 'a', region: undefined, basePage: 0, pageCount: 200, pageSize };
  return new CmaArea({ ...place, maxAlignOrder: 8, exact: true, activated: true });
}

function allocation(firstPage: number, pages: number): Allocation {
  const where = { from: 'cma', dma: 0n, phys: 0n, pool: 0, exact: true } as const;
  return { device: '/d', size: pages * pageSize, pages, firstPage, ...where };
}

/** A pool of which nobody counts the changes, so that the hole is looked for each time. */
function uncounted(view: PoolView): PoolState {
  const { kind, region, name, base, pageCount } = view;
  return {
    ...{ kind, region, name, base, pageSize, pageCount },
    get usedPages() {
      return view.usedPages;
    },
    get largestHolePages() {
      return view.largestHolePages;
    },
    get usedRuns() {
      return view.usedRuns;
    },
  };
}

/** Allocates (a number of pages) or frees (which one), now and then behind everybody's back. */
const steps = fc.array(
  fc.record({
    pages: fc.option(fc.integer({ min: 1, max: 40 })),
    which: fc.nat(),
    isTold: fc.boolean(),
  }),
  { maxLength: 120 },
);

describe('the largest hole, where it is not looked for', () => {
  it('is never smaller than what is known of it, and the figures of a pool are those of one that looks each time', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const cma = area();
        const view = new PoolView(cma, 'cma');
        const hole = new KnownHole(view);
        const quick = new PoolAccount(0, view);
        const slow = new PoolAccount(0, uncounted(view));
        const live: Allocation[] = [];
        hole.look();

        for (const [index, { pages, which, isTold }] of taken.entries()) {
          if (pages === null && live.length === 0) continue;
          const freed = pages === null ? live.splice(which % live.length, 1)[0] : undefined;
          const first = freed?.firstPage ?? cma.allocate(pages ?? 1, cma.alignPages((pages ?? 1) * pageSize));
          if (first < 0) continue;
          const one = freed ?? allocation(first, pages ?? 1);
          if (freed === undefined) live.push(one);
          else cma.release(first, one.pages);

          if (isTold)
            expect(hole.atLeast(one, freed !== undefined)).toBeLessThanOrEqual(view.largestHolePages);
          for (const account of [quick, slow])
            account[freed === undefined ? 'allocated' : 'freed'](one, index);
        }
        expect(quick.figures()).toEqual(slow.figures());
      }),
      { numRuns: 200 },
    );
  });
});
