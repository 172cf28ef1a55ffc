import { describe, expect, it } from 'vitest';
import { IovaDomain } from '../../../../src/kernel/dma/iommu/iova-domain.ts';

const limit32 = 0xfffff;

function newDomain(retries = true): IovaDomain {
  return new IovaDomain({ granule: 4096, startPfn: 1, retries });
}

describe('IO virtual addresses', () => {
  it('go downwards from the limit, each at a multiple of its size', () => {
    // One page ends at 4 GiB; the next lies below it; 4 pages begin at a multiple of 4 below 0xffffe; then one below those.
    const domain = newDomain();
    expect([1, 1, 4, 1].map((size) => domain.allocate(size, limit32))).toEqual([
      0xfffff, 0xffffe, 0xffff8, 0xffff7,
    ]);
  });

  it('are aligned to the next power of two where the size is none, and not rounded up', () => {
    // 40 pages begin at a multiple of 64: 0xfffc0 to 0xfffe7. One page more still lies right below.
    const domain = newDomain();
    expect(domain.allocate(40, limit32)).toBe(0xfffc0);
    expect([...domain.ranges()]).toEqual([[0xfffc0, 0xfffe7]]);
    expect(domain.allocate(1, limit32)).toBe(0xfffbf);
  });

  it('never include page 0, which means failure', () => {
    const domain = newDomain();
    expect([1, 1, 1].map((size) => domain.allocate(size, 2))).toEqual([2, 1, 0]);
  });

  it('are taken from holes further up only when there are none below any more, and never on older kernels', () => {
    // Up to page 11: page 11; four at a multiple of four, 4 to 7, which leaves 8 to 10 out; then the three below. Only a search that
    // begins once more at the limit finds page 10.
    const requests = [1, 4, 1, 1, 1, 1];
    const answers = (retries: boolean): number[] => {
      const domain = newDomain(retries);
      return requests.map((size) => domain.allocate(size, 11));
    };
    expect(answers(true)).toEqual([11, 4, 3, 2, 1, 10]);
    expect(answers(false)).toEqual([11, 4, 3, 2, 1, 0]);
  });

  it('begin at the one above a freed range again', () => {
    const domain = newDomain();
    expect([1, 1, 1].map((size) => domain.allocate(size, limit32))).toEqual([0xfffff, 0xffffe, 0xffffd]);
    domain.free(0xffffe);
    expect(domain.allocate(1, limit32)).toBe(0xffffe);
  });

  it('stay below the last one when the limit grows within 4 GiB', () => {
    // FACTS-streaming: 24 bits, then 30 bits: still downwards from the last one.
    const domain = newDomain();
    expect(domain.allocate(1, 0xfff)).toBe(0xfff);
    expect(domain.allocate(1, 0x3ffff)).toBe(0xffe);
    expect(domain.allocate(1, 0xfffffffff)).toBe(0xfffffffff);
  });

  it('of a size that has failed below 4 GiB are not looked for again until something there is freed', () => {
    const domain = newDomain();
    domain.reserve(0, 0x7ffff);
    expect(domain.allocate(0x80000, limit32)).toBe(0x80000);
    expect(domain.allocate(1, limit32)).toBe(0);
    // Any size fails now, the free page below the limit of 0x80000 or not.
    domain.free(0x80000);
    expect(domain.allocate(1, limit32)).toBe(0xfffff);
  });

  it('leave reserved windows out; overlapping ones grow together', () => {
    const domain = newDomain();
    domain.reserve(0xffff0, 0xfffff);
    domain.reserve(0xfffe8, 0xffff7);
    expect([...domain.ranges()]).toEqual([[0xfffe8, 0xfffff]]);
    expect(domain.allocate(1, limit32)).toBe(0xfffe7);
    domain.reserve(0xfffe0, 0xfffe7);
    // The page above the window's part was taken: it grows down over the window.
    expect([...domain.ranges()]).toEqual([
      [0xfffe0, 0xfffe7],
      [0xfffe8, 0xfffff],
    ]);
  });

  it('take time logarithmic in what is taken', () => {
    // 100,000 pages, every second one freed: a walk from page to page for two in a row would look at all holes each time.
    const domain = newDomain();
    const limit = 0xfffffffff;
    const live = Array.from({ length: 100_000 }, () => domain.allocate(1, limit));
    for (let at = 0; at < live.length; at += 2) domain.free(live[at] ?? 0);
    const start = performance.now();
    for (let count = 0; count < 2000; count++) {
      const pfn = domain.allocate(2, limit);
      expect(pfn).toBeLessThan(live.at(-1) ?? 0);
      // Freeing the topmost lets the next search begin there again.
      domain.free(live[1] ?? 0);
      live[1] = domain.allocate(1, limit);
      domain.free(pfn);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
