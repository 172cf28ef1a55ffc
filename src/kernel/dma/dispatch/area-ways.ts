import { type Buffer, physOf } from '../buffer.ts';
import type { CmaArea } from '../cma-area.ts';
import type { Ask } from './ask.ts';
import { type Denial, denied, type MemoryWay } from './dispatch-rule.ts';

/** What becomes of pages that an area gave. */
type Acceptance =
  /** dma-direct: they are given back where the device does not reach them (dma_coherent_ok()), or may not have high memory. */
  | 'where-reached'
  /** Whoever asked takes them as they are. */
  | 'always'
  /** As `always`, and 32-bit Arm's own operations will free them. */
  | 'always-by-arm';

/** dma_alloc_contiguous() out of the device's own area. */
export const ownArea: MemoryWay = areaWay(
  'own CMA area of the device',
  ({ device }) => device.cmaArea,
  'where-reached',
);

/** dma_alloc_contiguous() out of the default area. */
export const defaultArea: MemoryWay = areaWay(
  'default CMA area',
  ({ memory }) => memory.defaultArea,
  'where-reached',
);

/** dma_alloc_from_contiguous(), as 32-bit Arm asks: any size, wherever the area lies (spec 05 §7). */
export const armArea: MemoryWay = areaWay('CMA area', ({ area }) => area, 'always-by-arm');

/** dma_alloc_from_contiguous(), as arm64 asked up to 4.20, and as an IOMMU's operations do. */
export const anyArea: MemoryWay = areaWay('CMA area', ({ area }) => area, 'always');

/** dma_alloc_contiguous() out of the areas of the device's memory node, the first that has room. */
export const nodeArea: MemoryWay = {
  kind: 'memory',
  name: "CMA area of the device's memory node",
  asked: ({ device, memory }) => memory.nodeAreasOf(device)[0],
  take(ask) {
    for (const area of ask.memory.nodeAreasOf(ask.device)) {
      const buffer = takeFrom(area, ask, 'where-reached');
      if (!('kind' in buffer)) return buffer;
    }
    return denied('no-hole');
  },
};

function areaWay(name: string, areaOf: (ask: Ask) => CmaArea | undefined, acceptance: Acceptance): MemoryWay {
  return {
    kind: 'memory',
    name,
    asked: areaOf,
    take(ask) {
      const area = areaOf(ask);
      return area === undefined ? denied('not-supported') : takeFrom(area, ask, acceptance);
    },
  };
}

/** cma_alloc_aligned(): as many pages as it needs, not rounded up. */
function takeFrom(area: CmaArea, ask: Ask, acceptance: Acceptance): Buffer | Denial {
  const { device, pages, size } = ask;
  const firstPage = area.allocate(pages, area.alignPages(size), ask.isQuiet);
  if (firstPage < 0) return denied(pages > area.pageCount ? 'larger-than-pool' : 'no-hole');

  const from = area === device.cmaArea ? 'cma' : 'default-cma';
  const buffer = ask.poolBuffer(from, area, firstPage, pages, acceptance === 'always-by-arm');
  return acceptance === 'where-reached' ? whereReached(buffer, area, ask) : buffer;
}

function whereReached(buffer: Buffer, area: CmaArea, { device, memory, request }: Ask): Buffer | Denial {
  const { zones, profile } = memory.kernel;
  const isReached = device.reachesAll(area) || device.reaches(physOf(buffer), buffer.pages * memory.pageSize);
  // dma_alloc_pages() gives pages that the kernel has mapped.
  const isHigh = request.call === 'pages' && physOf(buffer) >= zones.lowEnd;
  if (isReached && !isHigh) return buffer;

  area.bitmap.release(buffer.firstPage, buffer.pages);
  if (!isReached) return denied('out-of-reach');
  const isRejected = profile.behaviours.highmemPages === 'refused';
  if (isRejected) memory.log.info(`${device.title}: Rejecting highmem page from CMA.`);
  return denied('no-pages', isRejected);
}
