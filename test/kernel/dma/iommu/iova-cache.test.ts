import { describe, expect, it } from 'vitest';
import { FlushQueue } from '../../../../src/kernel/dma/iommu/flush-queue.ts';
import { IovaCache, type IovaCacheOptions } from '../../../../src/kernel/dma/iommu/iova-cache.ts';
import { IovaDomain } from '../../../../src/kernel/dma/iommu/iova-domain.ts';
import { OperationClock } from '../../../../src/kernel/dma/iommu/operation-clock.ts';

const limit32 = 0xfffff;

function newCache(options: Partial<IovaCacheOptions> = {}): IovaCache {
  const domain = new IovaDomain({ granule: 4096, startPfn: 1, retries: true });
  return new IovaCache(domain, {
    magazineSize: 127,
    depot: 'trimmed',
    clock: new OperationClock(),
    ...options,
  });
}

function allocateAll(cache: IovaCache, count: number): number[] {
  return Array.from({ length: count }, () => cache.allocate(1, limit32, true));
}

describe('the range caches', () => {
  it('round sizes up to a power of two, up to 32 pages and not beyond', () => {
    const cache = newCache();
    for (const size of [3, 32, 33]) cache.allocate(size, limit32, true);
    expect([...cache.domain.ranges()].map(([lo, hi]) => hi - lo + 1)).toEqual([33, 32, 4]);
  });

  it('give freed addresses out again by size, the newest first', () => {
    const cache = newCache();
    const [a = 0, b = 0] = [cache.allocate(3, limit32, true), cache.allocate(4, limit32, true)];
    cache.free(a, 3);
    cache.free(b, 4);
    expect(cache.allocate(1, limit32, true)).toBe(0xffff7);
    expect(cache.allocate(4, limit32, true)).toBe(b);
    expect(cache.allocate(3, limit32, true)).toBe(a);
  });

  it('hand 300 freed pages out in the order of their magazines', () => {
    // 127 in the first, which becomes the previous one; 127 in the second, which goes to the depot; 46 in the third.
    // Out again: 299 to 254 of the loaded one, 126 to 0 of the previous one, 253 to 127 of the depot, then new ones.
    const cache = newCache();
    const pages = allocateAll(cache, 300);
    for (const pfn of pages) cache.free(pfn, 1);
    const places = allocateAll(cache, 301).map((pfn) => pages.indexOf(pfn));
    const down = (from: number, to: number): number[] =>
      Array.from({ length: from - to + 1 }, (_, at) => from - at);
    expect(places).toEqual([...down(299, 254), ...down(126, 0), ...down(253, 127), -1]);
  });

  it('pass over what lies above the limit, and put the newest in its place', () => {
    const cache = newCache();
    const [low = 0] = [cache.allocate(1, 0xfff, true)];
    const [a = 0, b = 0] = allocateAll(cache, 2);
    for (const pfn of [low, 0xfffff]) cache.free(pfn, 1);
    expect([a, b]).toEqual([0xffe, 0xffd]);
    cache.free(a, 1);
    // Loaded: 0xfff, 0xfffff, 0xffe. The newest below the limit is the last.
    expect(cache.allocate(1, 0xffe, true)).toBe(0xffe);
    expect(cache.allocate(1, 0xfff, true)).toBe(0xfff);
  });

  it('are emptied for one more try where addresses are wanting, if the caller says so', () => {
    const cache = newCache();
    const pages = Array.from({ length: 8 }, () => cache.allocate(1, 8, true));
    expect(pages).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    for (const pfn of pages) cache.free(pfn, 1);
    expect(cache.allocate(4, 8, false)).toBe(0);
    expect(cache.allocate(4, 8, true)).toBe(4);
  });

  it('with a depot of fixed size keep 32 magazines of a size there', () => {
    const cache = newCache({ depot: 'fixed', magazineSize: 2 });
    const pages = allocateAll(cache, 80);
    for (const pfn of pages) cache.free(pfn, 1);
    // 40 magazines of 2: the loaded one, the previous one, 32 in the depot; 6 have gone back to the tree.
    expect(cache.domain.count).toBe(68);
  });

  it('with a depot that is trimmed give back a magazine each 100 ms, but for one', () => {
    const clock = new OperationClock(1);
    const cache = newCache({ magazineSize: 2, clock });
    for (const pfn of allocateAll(cache, 12)) cache.free(pfn, 1);
    expect(cache.domain.count).toBe(12);
    // Of four in the depot three go, 100 operations apart.
    for (const left of [12, 10, 8, 6, 6]) {
      cache.allocate(64, 0, false);
      expect(cache.domain.count).toBe(left);
      for (let tick = 0; tick < 100; tick++) clock.tick();
    }
  });

  it('are of each processor, which empties only its own', () => {
    const cache = newCache({ cpus: 2 });
    const pfn = cache.allocate(1, limit32, true, 0);
    cache.free(pfn, 1, 0);
    expect(cache.allocate(1, limit32, true, 1)).not.toBe(pfn);
    expect(cache.allocate(1, limit32, true, 0)).toBe(pfn);
  });
});

describe('the flush queue', () => {
  it('holds back 255 addresses, and lets them go when one more comes', () => {
    const clock = new OperationClock();
    const cache = newCache({ clock });
    const queue = new FlushQueue(cache, clock);
    const pages = allocateAll(cache, 257);
    for (const pfn of pages.slice(0, 255)) queue.queue(pfn, 1);
    expect(queue.length).toBe(255);
    expect(pages).not.toContain(cache.allocate(1, limit32, true));
    queue.queue(pages[255] ?? 0, 1);
    expect(queue.length).toBe(1);
    expect(cache.allocate(1, limit32, true)).toBe(pages[254]);
  });

  it('lets them go 10 ms after the first', () => {
    const clock = new OperationClock(2);
    const cache = newCache({ clock });
    const queue = new FlushQueue(cache, clock);
    const [pfn = 0] = allocateAll(cache, 1);
    queue.queue(pfn, 1);
    for (let tick = 0; tick < 19; tick++) clock.tick();
    queue.flushDue();
    expect(queue.length).toBe(1);
    clock.tick();
    queue.flushDue();
    expect(queue.length).toBe(0);
    expect(cache.allocate(1, limit32, true)).toBe(pfn);
  });
});
