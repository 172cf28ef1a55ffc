import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/workload/generate/random-source.ts';
import { choosePages } from '../../../src/workload/pinned/choose-pages.ts';

const empty = { pageCount: 4096, usedRuns: [] };

function pagesOf(ranges: readonly { readonly first: number; readonly pages: number }[]): readonly number[] {
  return ranges.flatMap(({ first, pages }) => Array.from({ length: pages }, (_, index) => first + index));
}

describe('choosePages', () => {
  it('chooses as many pages as the share says, each once, and none that is taken', () => {
    const runs = fc.array(fc.nat(100), { maxLength: 20 }).map((lengths) => {
      let at = 0;
      const used: (readonly [number, number])[] = [];
      for (const [index, length] of lengths.entries()) {
        if (index % 2 === 1 && length > 0) used.push([at, at + length]);
        at += length;
      }
      return { pageCount: at + 7, usedRuns: used };
    });
    fc.assert(
      fc.property(
        runs,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 64 }),
        fc.nat(),
        (area, share, clusterPages, seed) => {
          const pages = pagesOf(choosePages(area, { share, clusterPages }, new RandomSource(seed, 0)));
          const taken = new Set(
            area.usedRuns.flatMap(([first, end]) => pagesOf([{ first, pages: end - first }])),
          );
          expect(pages.length).toBe(
            Math.min(Math.round(share * area.pageCount), area.pageCount - taken.size),
          );
          expect(new Set(pages).size).toBe(pages.length);
          expect(pages.some((page) => taken.has(page) || page < 0 || page >= area.pageCount)).toBe(false);
        },
      ),
    );
  });

  it('chooses the same pages for the same seed, and others for another', () => {
    const chosen = (seed: number) =>
      choosePages(empty, { share: 0.05, clusterPages: 32 }, new RandomSource(seed, 0));
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
    expect(chosen(1).slice(0, 3)).toMatchInlineSnapshot(`
      [
        {
          "first": 270,
          "pages": 35,
        },
        {
          "first": 523,
          "pages": 21,
        },
        {
          "first": 1161,
          "pages": 59,
        },
      ]
    `);
  });

  it('chooses pieces of the length that is asked for on average, and single pages where that is 1', () => {
    const count = (clusterPages: number) => {
      const many = { pageCount: 1 << 20, usedRuns: [] };
      return choosePages(many, { share: 0.05, clusterPages }, new RandomSource(3, 0)).length;
    };
    expect((0.05 * (1 << 20)) / count(32)).toBeGreaterThan(30);
    expect((0.05 * (1 << 20)) / count(32)).toBeLessThan(36);
    expect(count(1)).toBe(Math.round(0.05 * (1 << 20)));
  });

  it('favours no part of the area', () => {
    const perQuarter = [0, 0, 0, 0];
    for (let seed = 0; seed < 2000; seed++) {
      const pages = pagesOf(choosePages(empty, { share: 0.1, clusterPages: 16 }, new RandomSource(seed, 0)));
      for (const page of pages) perQuarter[page >> 10] = (perQuarter[page >> 10] ?? 0) + 1;
    }
    const expected = (2000 * Math.round(0.1 * 4096)) / 4;
    for (const count of perQuarter) expect(Math.abs(count - expected) / expected).toBeLessThan(0.05);
  });
});
