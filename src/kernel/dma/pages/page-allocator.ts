import type { BootedKernel } from '../../booted-kernel.ts';
import { getOrder } from '../get-order.ts';
import type { Gfp } from '../gfp.ts';
import { BuddyZone, type PageRange } from './buddy-zone.ts';
import { type PageShortage, pageShortage } from './page-shortage.ts';
import { minimumFreeKib, reservePages, zoneMinimum } from './watermarks.ts';
import { type ZoneName, type ZonePages, zonePages } from './zone-pages.ts';

/** Pages out of the page allocator: the zone and the number are the kernel's answer, the place is not. */
export interface PageBlock {
  /** First page, a number. The kernel may have given any other of the zone: whoever shows it says so. */
  readonly pfn: number;
  readonly order: number;
  readonly zone: ZoneName;
}

/** Pages in a row, of any number. */
export interface PageRun {
  readonly pfn: number;
  readonly pages: number;
  readonly zone: ZoneName;
}

/** A zone with its free pages. */
export interface Zone {
  readonly name: ZoneName;
  /** `managed` of /proc/zoneinfo, without CMA areas. */
  readonly managedPages: number;
  /** Pages that an allocation leaves free (WMARK_MIN). */
  readonly minimumPages: number;
  readonly buddy: BuddyZone;
}

export interface PageAllocatorOptions {
  /**
   * Bytes that the running system has in use before the first driver allocates: slabs, page tables, user space. Default: what the
   * recorded kernels have with nothing but a shell, 20 MiB (docs/spec-notes.md); a real board has more.
   */
  readonly bytesInUse?: number;
}

/** Median of 12 to 25 MiB over the recordings, by kernel. */
const usualBytesInUse = 20 << 20;

/**
 * The page allocator on what memblock left (mm/page_alloc.c): a buddy allocator for each zone, lower zones as fallback, and the
 * watermarks that an allocation must leave.
 *
 * For the dispatch: `new PageAllocator(kernel)` once a machine; `allocate(getOrder(size, pageSize), gfp)` is alloc_pages(),
 * `allocateExact()` what split_page() and the freeing of the surplus leave (32-bit Arm, alloc_pages_exact()), and
 * `allocate(order, { mayBlock: true, zone: 'dma' })` is __get_dma_pages(). `undefined` is the kernel's NULL, and `shortage()` with the
 * same arguments says why. `free()` and `freeRun()` take pages back. Where a page is out of the device's reach the dispatch frees it
 * and asks again with another zone flag (spec 05 §4). Operations take about constant time.
 */
export class PageAllocator {
  readonly zones: readonly Zone[];
  readonly maxOrder: number;
  readonly #kernel: BootedKernel;

  constructor(kernel: BootedKernel, { bytesInUse = usualBytesInUse }: PageAllocatorOptions = {}) {
    const { config } = kernel.profile;
    this.#kernel = kernel;
    this.maxOrder = config.maxPageOrder;
    this.zones = createZones(zonePages(kernel), config.maxPageOrder, config.pageSize);
    this.#use(Math.ceil(bytesInUse / config.pageSize));
  }

  get freePages(): number {
    return this.zones.reduce((sum, { buddy }) => sum + buddy.freePages, 0);
  }

  /** __alloc_pages(): 2^order pages, out of the highest zone that the flags allow and that has them. */
  allocate(order: number, gfp: Gfp): PageBlock | undefined {
    if (order > this.maxOrder) return undefined;
    const zonelist = this.zonelist(gfp);
    const [preferred] = zonelist;
    for (const zone of zonelist) {
      if (!this.#mayGive(zone, preferred, order, gfp)) continue;
      const pfn = zone.buddy.allocate(order);
      if (pfn >= 0) return { pfn, order, zone: zone.name };
    }
    return undefined;
  }

  /** split_page() and the freeing of what is over: as many pages as are asked for, out of a block of a power of two. */
  allocateExact(pages: number, gfp: Gfp): PageRun | undefined {
    const order = getOrder(pages, 1);
    const block = this.allocate(order, gfp);
    if (block === undefined) return undefined;

    const { pfn, zone } = block;
    this.freeRun({ pfn: pfn + pages, pages: 2 ** order - pages, zone });
    return { pfn, pages, zone };
  }

  /** __free_pages(): false where the block is not in use. */
  free({ pfn, order, zone }: PageBlock): boolean {
    return this.#zone(zone)?.buddy.free(pfn, order) ?? false;
  }

  /** Each page of a run by itself. */
  freeRun({ pfn, pages, zone }: PageRun): boolean {
    return this.#zone(zone)?.buddy.freeRun(pfn, pfn + pages) ?? false;
  }

  /** Why `allocate` with these arguments gives nothing, in numbers of this moment. */
  shortage(order: number, gfp: Gfp): PageShortage {
    const zonelist = this.zonelist(gfp);
    const [preferred] = zonelist;
    return pageShortage(
      order,
      this.maxOrder,
      zonelist.map((zone) => ({ zone, keptPages: this.#keptPages(zone, preferred, gfp) })),
    );
  }

  /** The zones that the flags allow, in the order in which they are asked (gfp_zone(), build_zonelists()). */
  zonelist({ zone, highmem = false }: Gfp): readonly Zone[] {
    const { zoneDma, zoneDma32 } = this.#kernel.profile.config;
    const allowed: readonly ZoneName[] =
      zone === 'dma' && zoneDma
        ? ['DMA']
        : zone === 'dma32' && zoneDma32
          ? ['DMA32', 'DMA']
          : highmem
            ? ['HighMem', 'Normal', 'DMA32', 'DMA']
            : ['Normal', 'DMA32', 'DMA'];
    return allowed.map((name) => this.#zone(name)).filter((found) => found !== undefined);
  }

  #zone(name: ZoneName): Zone | undefined {
    return this.zones.find((zone) => zone.name === name);
  }

  /** __zone_watermark_ok(). */
  #mayGive(zone: Zone, preferred: Zone | undefined, order: number, gfp: Gfp): boolean {
    return zone.buddy.freePages - (2 ** order - 1) > this.#keptPages(zone, preferred, gfp);
  }

  /** Pages that must stay free in a zone: its minimum, less for who cannot wait, and what lowmem_reserve keeps for lower requests. */
  #keptPages(zone: Zone, preferred: Zone | undefined, { mayBlock }: Gfp): number {
    const half = mayBlock ? zone.minimumPages : zone.minimumPages - Math.floor(zone.minimumPages / 2);
    const minimum = mayBlock ? half : half - Math.floor(half / 4);
    return minimum + reservePages(this.zones, zone, preferred ?? zone);
  }

  /** What is in use already, from the zones that a kernel takes it of. */
  #use(pages: number): void {
    let left = pages;
    for (const { buddy } of this.zonelist({ mayBlock: true }))
      while (left > 0 && buddy.allocate(0) >= 0) left--;
  }
}

function createZones(found: readonly ZonePages[], maxOrder: number, pageSize: number): readonly Zone[] {
  const counted = found.map((zone) => ({ ...zone, managedPages: pageCount(zone.free) }));
  const lowPages = counted.reduce(
    (sum, { name, managedPages }) => sum + (name === 'HighMem' ? 0 : managedPages),
    0,
  );
  const minimumPages = Math.floor((minimumFreeKib((lowPages * pageSize) / 1024) * 1024) / pageSize);
  return counted.map(({ name, memory, free, managedPages }) => {
    const buddy = new BuddyZone(name, memory, maxOrder);
    for (const { start, end } of free) buddy.addFree(start, end);
    return {
      name,
      managedPages,
      minimumPages: zoneMinimum(name, managedPages, lowPages, minimumPages),
      buddy,
    };
  });
}

function pageCount(ranges: readonly PageRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
