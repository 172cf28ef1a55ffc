import { physOf, type RestrictedRun } from '../buffer.ts';
import type { CoherentPool } from '../coherent-pool.ts';
import { pagesOf } from '../get-order.ts';
import { restrictedAlign, slotSize } from '../restricted-pool.ts';
import type { Ask } from './ask.ts';
import { type Denial, denied, type MemoryWay } from './dispatch-rule.ts';
import { zoneWanted } from './dispatch-tests.ts';

/** dma_alloc_from_dev_coherent(): neither masks nor flags count (spec 04 §4). */
export const devicePool: MemoryWay = {
  kind: 'memory',
  name: 'coherent pool of the device',
  asked: ({ device }) => device.coherentPool,
  take(ask) {
    const pool = ask.device.coherentPool;
    if (pool === undefined) return denied('not-supported');
    const firstPage = pool.allocate(ask.size);
    if (firstPage < 0) return fullPool(pool, ask.size);
    return ask.poolBuffer('coherent', pool, firstPage, pool.blockPages(ask.size));
  },
};

/** dma_alloc_from_global_coherent(), whose size is in whole pages (spec 04 §9). */
export const globalPool: MemoryWay = {
  kind: 'memory',
  name: 'global coherent pool',
  asked: ({ memory }) => memory.globalPool,
  take(ask) {
    const pool = ask.memory.globalPool;
    if (pool === undefined) return denied('no-pages');
    const bytes = ask.pages * pool.pageSize;
    const firstPage = pool.allocate(bytes);
    if (firstPage < 0) return fullPool(pool, bytes);
    return ask.poolBuffer('global-coherent', pool, firstPage, pool.blockPages(bytes));
  },
};

/** dma_direct_alloc_from_pool(), or __alloc_from_pool() where there is one pool (spec 05 §5). */
export const atomicPool: MemoryWay = {
  kind: 'memory',
  name: 'atomic pool',
  take(ask) {
    const { device, memory, pages } = ask;
    const hasIommu = device.iommu !== undefined;
    const atomic = memory.atomicPools.allocateFor(device, pages, zoneWanted(ask), ask.isQuiet, !hasIommu);
    if (typeof atomic !== 'string') return ask.buffer({ from: 'atomic-pool', pages, atomic });
    return denied(atomic === 'out-of-reach' ? 'out-of-reach' : 'no-hole');
  },
};

/** swiotlb_alloc(): nothing else is tried, and what the device does not reach is given back (spec 05 §4). */
export const restrictedPool: MemoryWay = {
  kind: 'memory',
  name: 'restricted pool',
  asked: ({ device }) => device.restrictedPool,
  take(ask) {
    const { device, memory } = ask;
    const pool = device.restrictedPool;
    if (pool === undefined) return denied('not-supported');

    const bytes = ask.pages * memory.pageSize;
    const { restrictedAlignment } = memory.kernel.profile.behaviours;
    const align = restrictedAlign(bytes, memory.pageSize, restrictedAlignment);
    const restricted = restrictedRun(ask, bytes, align);
    if (restricted === undefined)
      return denied(bytes > pool.slotCount * slotSize ? 'larger-than-pool' : 'no-hole');

    const buffer = ask.buffer({ from: 'restricted', pages: ask.pages, restricted });
    const phys = physOf(buffer);
    if (phys % BigInt(memory.pageSize) === 0n && device.reaches(phys, bytes)) return buffer;
    pool.release(restricted.slot, bytes);
    return denied('no-pages');
  },
};

function restrictedRun({ device }: Ask, bytes: number, align: number): RestrictedRun | undefined {
  const pool = device.restrictedPool;
  if (pool === undefined) return undefined;
  const slot = pool.allocate(bytes, align, device.physToDma(pool.base));
  return slot < 0 ? undefined : { pool, slot, bytes };
}

function fullPool({ pageCount, pageSize }: CoherentPool, bytes: number): Denial {
  return denied(pagesOf(bytes, pageSize) > pageCount ? 'larger-than-pool' : 'no-hole');
}
