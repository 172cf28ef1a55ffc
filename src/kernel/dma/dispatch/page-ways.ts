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

/**
 * arm64 up to 4.20, swiotlb_alloc_coherent(): pages, of which none is kept that the mask does not reach; then bounce slots, which
 * may lie lower (spec 05 §6).
 */
export const swiotlbPages: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, a power of two of pages, below the mask; else bounce slots',
  take(ask) {
    const { device, memory, size, request } = ask;
    const { zoneDma, maxPageOrder } = memory.kernel.profile.config;
    const order = getOrder(size, memory.pageSize);
    const zone = zoneDma && device.coherentMask <= 0xffffffffn ? 'dma' : request.gfp.zone;
    const block = order > maxPageOrder ? undefined : memory.pages.allocate(order, flags(request.gfp, zone));
    if (block === undefined) return bounceSlots(ask, 'no-pages');

    const { pfn } = block;
    const pages = 2 ** order;
    if (device.reaches(BigInt(pfn) * BigInt(memory.pageSize), pages * memory.pageSize))
      return ask.buffer({ from: 'pages', pages, run: { pfn, pages, zone: block.zone } });
    const placed = elsewhere(ask, block);
    return 'kind' in placed ? bounceSlots(ask, placed.refusal) : placed;
  },
};

/** The end of swiotlb_alloc_coherent(): slots for whole pages, given back where the device does not reach even those. */
function bounceSlots(ask: Ask, refusal: AttemptRefusal): ReturnType<MemoryWay['take']> {
  const { device, memory, pages } = ask;
  const { bounce } = memory;
  if (bounce === undefined) return denied(refusal);
  const bytes = pages * memory.pageSize;
  const slots = bounce.allocate(device, bytes);
  const isReached = slots !== undefined && device.reaches(slots, bytes);
  ask.path?.step({
    test: 'bounce slots are free, and the device reaches them',
    operands: { bytes, slots: slots ?? 'none', mask: device.coherentMask },
    answer: isReached ? 'yes' : 'no',
    source: 'swiotlb_alloc_coherent()',
  });
  if (slots !== undefined && isReached) return ask.buffer({ from: 'bounce', pages, slots });

  if (slots !== undefined) {
    bounce.release(device, slots, bytes);
    const hex = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
    memory.printOnce(
      `hwdev DMA mask = ${hex(device.coherentMask)}, dev_addr = ${hex(device.physToDma(slots))}`,
    );
  }
  memory.printOnce(`swiotlb: coherent allocation failed for device ${device.name} size=${bytes}`);
  return denied(slots === undefined ? refusal : 'out-of-reach');
}

/** Pages for an IOMMU in one piece: of any zone, and nobody asks whether the device would reach them. */
export const piecePages: MemoryWay = {
  kind: 'memory',
  name: 'page allocator, a power of two of pages',
  take(ask) {
    const { memory, size, request } = ask;
    const order = getOrder(size, memory.pageSize);
    if (order > memory.kernel.profile.config.maxPageOrder) return denied(tooLarge(ask));
    const block = memory.pages.allocate(order, flags(request.gfp, undefined));
    if (block === undefined) return denied('no-pages');
    const pages = 2 ** order;
    return ask.buffer({ from: 'pages', pages, run: { pfn: block.pfn, pages, zone: block.zone } });
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
