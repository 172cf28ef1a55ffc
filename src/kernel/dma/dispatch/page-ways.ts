import { CmaArea } from '../cma-area.ts';
import { getOrder } from '../get-order.ts';
import type { Gfp } from '../gfp.ts';
import type { PageBlock } from '../pages/page-allocator.ts';
import type { Ask, AttemptRefusal } from './ask.ts';
import { type Denial, denied, type MemoryWay } from './dispatch-rule.ts';
import { zoneWanted } from './dispatch-tests.ts';

const allOnes = (1n << 64n) - 1n;

/**
 * The end of __dma_direct_alloc_pages(): 2^order pages, what is over of them kept, out of the zone that the mask asks for; out of a
 * lower one where the device does not reach them (spec 05 §4).
 */
export const directPages: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, a power of two of pages',
  take(ask) {
    const { device, memory, size, request } = ask;
    const { zoneDma, zoneDma32, maxPageOrder } = memory.kernel.profile.config;
    const order = getOrder(size, memory.pageSize);
    if (size === 0 || order > maxPageOrder) return denied(tooLarge(ask));

    let zone = zoneWanted(ask);
    for (;;) {
      const block = memory.pages.allocate(order, flags(request.gfp, zone));
      if (block === undefined) return denied('no-pages');
      const { pfn } = block;
      const pages = 2 ** order;
      if (device.reaches(BigInt(pfn) * BigInt(memory.pageSize), pages * memory.pageSize))
        return ask.buffer({ from: 'pages', pages, run: { pfn, pages, zone: block.zone } });

      const isRetried = retryZone(zone, device.coherentPhysLimit, { zoneDma, zoneDma32 });
      ask.path?.step({
        test: 'the device reaches the pages (dma_coherent_ok())',
        operands: { zone: block.zone, limit: device.coherentLimit },
        answer:
          isRetried === undefined
            ? 'hangs on which pages they are'
            : `no: once more with GFP_${isRetried.toUpperCase()}`,
        source: '__dma_direct_alloc_pages()',
      });
      if (isRetried === undefined) return elsewhere(ask, block);
      memory.pages.free(block);
      zone = isRetried;
    }
  },
};

/** arm64 up to 4.20, swiotlb_alloc_coherent(): pages, of which none is kept that the mask does not reach (spec 05 §6). */
export const swiotlbPages: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, a power of two of pages, below the mask',
  take(ask) {
    const { device, memory, size, request } = ask;
    const { zoneDma, maxPageOrder } = memory.kernel.profile.config;
    const order = getOrder(size, memory.pageSize);
    if (size === 0 || order > maxPageOrder) return denied('no-pages');

    const zone = zoneDma && device.coherentMask <= 0xffffffffn ? 'dma' : undefined;
    const block = memory.pages.allocate(order, flags(request.gfp, zone));
    if (block === undefined) return denied('no-pages');
    const { pfn } = block;
    const pages = 2 ** order;
    if (device.reaches(BigInt(pfn) * BigInt(memory.pageSize), pages * memory.pageSize))
      return ask.buffer({ from: 'pages', pages, run: { pfn, pages, zone: block.zone } });
    return elsewhere(ask, block);
  },
};

/** 32-bit Arm's __alloc_simple_buffer(): the surplus of the power of two is freed, and nobody looks at masks (spec 05 §7). */
export const simpleBuffer: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, exactly the pages, linear mapping',
  take: takeExactly,
};

/** 32-bit Arm's __alloc_remap_buffer(): the same pages, mapped once more. */
export const remappedBuffer: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, exactly the pages, mapped anew',
  take: takeExactly,
};

/** NULL, with a reason in a few words, and what the kernel says to it. */
export function refused(
  name: string,
  refusal: AttemptRefusal = 'not-supported',
  say?: (ask: Ask) => void,
): MemoryWay {
  return {
    kind: 'memory',
    name,
    take(ask) {
      say?.(ask);
      return denied(refusal);
    },
  };
}

function takeExactly(ask: Ask): ReturnType<MemoryWay['take']> {
  const { device, memory, size, pages, request } = ask;
  const order = getOrder(size, memory.pageSize);
  if (size === 0 || order > memory.kernel.profile.config.maxPageOrder) return denied('no-pages');

  const zone = device.coherentLimit < 0xffffffffn ? 'dma' : undefined;
  const run = memory.pages.allocateExact(pages, flags(request.gfp, zone));
  return run === undefined ? denied('no-pages') : ask.buffer({ from: 'pages', pages, run, isArm: true });
}

/**
 * Pages whose place here is out of the device's reach, while the zone has memory in it: the kernel may give either. They count as in
 * reach, at a place that nobody knows.
 */
function elsewhere(ask: Ask, block: PageBlock): ReturnType<MemoryWay['take']> {
  const { device, memory } = ask;
  if (!memory.isReachedBy(device)) {
    memory.pages.free(block);
    return denied('out-of-reach');
  }
  const pages = 2 ** block.order;
  return ask.buffer({
    from: 'pages',
    pages,
    run: { pfn: block.pfn, pages, zone: block.zone },
    isUnplaced: true,
  });
}

/** What an area said before, where the request is more than the page allocator ever gives. */
function tooLarge({ attempts }: Ask): Denial['refusal'] {
  return attempts.find(({ pool }) => pool instanceof CmaArea)?.refusal ?? 'no-pages';
}

function flags({ mayBlock, noWarn, highmem }: Gfp, zone: 'dma' | 'dma32' | undefined): Gfp {
  return {
    mayBlock,
    ...(zone === undefined ? {} : { zone }),
    ...(noWarn === undefined ? {} : { noWarn }),
    ...(highmem === undefined ? {} : { highmem: false }),
  };
}

/** The zone that pages out of reach are asked from next. */
function retryZone(
  zone: 'dma' | 'dma32' | undefined,
  limit: bigint,
  { zoneDma, zoneDma32 }: { readonly zoneDma: boolean; readonly zoneDma32: boolean },
): 'dma' | 'dma32' | undefined {
  if (zoneDma32 && limit < allOnes && zone === undefined) return 'dma32';
  return zoneDma && zone !== 'dma' ? 'dma' : undefined;
}
