import type { KernelProfile } from '../../profile.ts';
import type { Buffer } from '../buffer.ts';
import { getSgtable, type MmapTarget, mmapAttrs } from '../mmap.ts';
import type { Allocation } from '../types.ts';
import type { CallOutcome, DriverCall } from './driver-call.ts';

type CallOf<Kind extends DriverCall['kind']> = Extract<DriverCall, { readonly kind: Kind }>;

/** dma_mmap_attrs(): 0, or -ENXIO for pages that the allocation does not have. */
export function mmapOutcome(
  { offset, size, allocation }: CallOf<'mmap'>,
  target: MmapTarget,
  profile: KernelProfile,
): CallOutcome {
  const { pageSize } = profile.config;
  const pages = Math.ceil((size ?? Math.max(0, allocation.size - offset)) / pageSize);
  const answer = mmapAttrs(target, { offset: Math.floor(offset / pageSize), pages }, profile);
  if ('runs' in answer) {
    const segments = answer.runs.map(({ phys, size: bytes }) => ({ dma: phys, size: bytes }));
    return { ok: true, rc: 0, segments, exact: isExact(target, allocation) };
  }
  return { ok: false, rc: answer.errno, why: mmapTexts[answer.reason] };
}

/** dma_get_sgtable(). */
export function sgtableOutcome(
  { allocation }: CallOf<'getSgtable'>,
  target: MmapTarget,
  profile: KernelProfile,
): CallOutcome {
  const answer = getSgtable(target, profile);
  if (!('entries' in answer)) return { ok: false, rc: answer.errno, why: mmapTexts[answer.reason] };
  const segments = answer.entries.map(({ phys, size }) => ({ dma: phys, size }));
  return { ok: true, rc: 0, segments, exact: isExact(target, allocation) };
}

const mmapTexts = {
  'beyond-allocation': 'User space asks for pages that the buffer does not have (-ENXIO).',
  'less-than-a-page': 'Up to 4.13 the part of a page at the end of a buffer cannot be mapped (-ENXIO).',
  'no-translation': "The handle stands for no memory: it lies in none of the device's windows.",
};

/** What dma_mmap_attrs() is told of an allocation. */
export function targetOfAllocation(
  buffer: Buffer,
  place: { readonly handle: bigint; readonly phys: bigint },
  isPages: boolean,
): MmapTarget {
  const { device, size, blocks, iova } = buffer;
  const scattered = blocks?.flatMap(({ pfn, order }) =>
    Array.from({ length: 2 ** order }, (_, page) => BigInt(pfn + page) * BigInt(device.pageSize)),
  );
  return { device, buffer, size, isPages, scattered, hasIommu: iova !== undefined, ...place };
}

/** Whether the place in memory is the kernel's, and not one that it may have chosen. */
function isExact({ buffer }: MmapTarget, { exact }: Allocation): boolean {
  return exact && buffer.run === undefined && buffer.blocks === undefined;
}
