import { describe, expect, it } from 'vitest';
import { type SearchOptions, smallestSize, type Trial } from '../../../src/workload/size/smallest-size.ts';

/** Buffers of so many pages one after the other; an open one may be left out, and then takes nothing. */
function inARow(
  buffers: readonly { readonly pages: number; readonly isOpen?: boolean }[],
  judge: (placed: readonly boolean[], size: number) => boolean,
) {
  return (size: number): Trial => {
    const open: [number, number][] = [];
    let end = 0;
    let passes = true;
    const placed = buffers.map(({ pages, isOpen = false }) => {
      if (end + pages > size) {
        if (!isOpen) passes = false;
        return false;
      }
      if (isOpen) open.push([end, end + pages]);
      end += pages;
      return true;
    });
    return { passes: passes && judge(placed, size), floorPages: end, open };
  };
}

const options: SearchOptions = { unitPages: 1, least: 1, most: 1000, mostTrials: 100, isUneven: false };

describe('the smallest size that passes', () => {
  it('is known from two runs where every buffer is needed', () => {
    const tried = inARow([{ pages: 5 }, { pages: 7 }], () => true);
    expect(smallestSize(tried, options)).toEqual({ units: 12, isProven: true, trials: 2 });
  });

  it('is a whole number of units', () => {
    const tried = inARow([{ pages: 5 }, { pages: 7 }], () => true);
    const pages = (units: number): Trial => tried(units * 8);
    expect(smallestSize(pages, { ...options, unitPages: 8, most: 100 })).toMatchObject({
      units: 2,
      isProven: true,
    });
  });

  it('leaves out a buffer that may fail', () => {
    const tried = inARow([{ pages: 5 }, { pages: 100, isOpen: true }, { pages: 7 }], () => true);
    expect(smallestSize(tried, options)).toMatchObject({ units: 12, isProven: true });
  });

  it('is found where a buffer is expected to fail', () => {
    const tried = inARow([{ pages: 5 }, { pages: 100, isOpen: true }], ([, second]) => second === false);
    expect(smallestSize(tried, options)).toMatchObject({ units: 5, isProven: true });
  });

  it('is searched for by halves where a measure decides', () => {
    const tried = inARow([{ pages: 5 }], (_, size) => size >= 600);
    expect(smallestSize(tried, options)).toMatchObject({ units: 600, isProven: true });
  });

  it('is looked for one by one where a larger size may be worse', () => {
    const tried = inARow([{ pages: 5 }], (_, size) => size % 7 === 0 && size < 500);
    expect(smallestSize(tried, { ...options, isUneven: true })).toMatchObject({ units: 7, isProven: true });
  });

  it('may be none', () => {
    const tried = inARow([{ pages: 5 }], () => false);
    expect(smallestSize(tried, options)).toMatchObject({ units: undefined, isProven: true });
  });

  it('is not proven where too much was left open', () => {
    const many = Array.from({ length: 300 }, () => ({ pages: 1, isOpen: true }));
    const tried = inARow([...many, { pages: 3 }], (placed) => placed[299] === true);
    expect(smallestSize(tried, options)).toMatchObject({ units: 303, isProven: false });
  });

  it('is not below the least', () => {
    const tried = inARow([{ pages: 5 }], () => true);
    expect(smallestSize(tried, { ...options, least: 9 })).toMatchObject({ units: 9 });
  });
});
