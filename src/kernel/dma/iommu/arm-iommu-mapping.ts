import { smaller } from '../../unsigned.ts';
import type { IommuHooks } from '../api/hooks.ts';
import type { DmaDevice } from '../dma-device.ts';
import { getOrder } from '../get-order.ts';
import { PageBitmap, type UsualAlign } from '../page-bitmap.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import { IoPageTable } from './io-page-table.ts';
import type { PhysicalRun } from './iommu-domain.ts';
import { invalidate, type SegmentShape, spanOf } from './scatter-mapping.ts';

/** CONFIG_ARM_DMA_IOMMU_ALIGNMENT: no request is aligned by more than this order. */
const mostAlignOrder = 8;
const align: UsualAlign = { kind: 'exact', limit: 2 ** mostAlignOrder, lead: 0 };
/** Where addresses end without `dma-ranges`. */
const fourGiB = 1n << 32n;

/**
 * Addresses of a device behind an IOMMU on 32-bit Arm (CONFIG_ARM_DMA_USE_IOMMU, arch/arm/mm/dma-mapping.c; spec 05 §7): first
 * fit from the bottom, in bitmaps of one page each that are added as they fill up. Masks are not asked. Address 0 is given out.
 */
export class ArmIommuMapping implements IommuHooks {
  readonly granule: number;
  readonly base: bigint;
  readonly #bitmapPages: number;
  readonly #mostBitmaps: number;
  readonly #bitmaps: PageBitmap[];
  readonly #table = new IoPageTable();

  /** arm_setup_iommu_dma_ops(): as large as the bus reaches. */
  constructor({ dmaRanges, busDmaLimit }: DmaDevice, pageSize: number) {
    this.granule = pageSize;
    this.base = dmaRanges.reduce((low, { dmaStart }) => smaller(low, dmaStart), busDmaLimit);
    const size = busDmaLimit === 0n ? fourGiB : busDmaLimit - this.base + 1n;
    const bitmapBytes = Math.ceil(Number(size) / pageSize / 32) * 4;
    this.#mostBitmaps = bitmapBytes > pageSize ? Math.floor(bitmapBytes / pageSize) : 1;
    this.#bitmapPages = 8 * Math.min(bitmapBytes, pageSize);
    this.#bitmaps = [new PageBitmap(this.#bitmapPages, align)];
  }

  mapPage(phys: bigint, size: number): bigint | undefined {
    const offset = phys % BigInt(this.granule);
    const pages = this.#pagesOf(size + Number(offset));
    const iova = this.#allocate(pages);
    if (iova === undefined) return undefined;
    this.#table.map(this.#pageOf(iova), this.#pageOf(phys), pages);
    return iova + offset;
  }

  mapRuns(runs: readonly PhysicalRun[]): bigint | undefined {
    const iova = this.#allocate(this.#pagesOf(runs.reduce((sum, { bytes }) => sum + bytes, 0)));
    if (iova === undefined) return undefined;
    let at = this.#pageOf(iova);
    for (const { phys, bytes } of runs) {
      this.#table.map(at, this.#pageOf(phys), this.#pagesOf(bytes));
      at += this.#pagesOf(bytes);
    }
    return iova;
  }

  unmapPage(dma: bigint, size: number): void {
    const offset = dma % BigInt(this.granule);
    const pages = this.#pagesOf(size + Number(offset));
    this.#table.unmap(this.#pageOf(dma), pages);
    this.#free(this.#pageOf(dma - this.base), pages);
  }

  iovaToPhys(dma: bigint): bigint | undefined {
    const page = this.#table.lookup(this.#pageOf(dma));
    const granule = BigInt(this.granule);
    return page < 0 ? undefined : BigInt(page) * granule + (dma % granule);
  }

  /** iommu_map_sg(): a block for each row of entries that join without a gap, up to the longest segment. */
  mapSg(entries: readonly ScatterEntry[], { maxSegmentSize }: SegmentShape): number {
    const segments: { readonly address: bigint; readonly length: number }[] = [];
    let first = 0;
    while (first < entries.length) {
      let end = first + 1;
      let bytes = this.#offsetOf(entries[first]) + (entries[first]?.length ?? 0);
      const joins = ({ length }: ScatterEntry): boolean =>
        this.#offsetOf(entries[end]) === 0 && bytes % this.granule === 0 && bytes + length <= maxSegmentSize;
      for (let next = entries[end]; next !== undefined && joins(next); next = entries[end]) {
        bytes += next.length;
        end++;
      }
      const address = this.mapRuns(entries.slice(first, end).map((entry) => this.#pagesAround(entry)));
      if (address === undefined) {
        for (const segment of segments) this.unmapPage(segment.address, segment.length);
        invalidate(entries);
        return -12;
      }
      const offset = this.#offsetOf(entries[first]);
      segments.push({ address: address + BigInt(offset), length: bytes - offset });
      first = end;
    }
    invalidate(entries);
    segments.forEach(({ address, length }, index) => {
      const entry = entries[index];
      if (entry === undefined) return;
      entry.dmaAddress = address;
      entry.dmaLength = length;
    });
    return segments.length;
  }

  unmapSg(entries: readonly ScatterEntry[]): void {
    for (const entry of entries) {
      const span = spanOf([entry]);
      if (span !== undefined) this.unmapPage(span.start, span.bytes);
    }
  }

  /** __alloc_iova(). */
  #allocate(pages: number): bigint | undefined {
    const order = Math.min(getOrder(pages * this.granule, this.granule), mostAlignOrder);
    for (let index = 0; index < this.#mostBitmaps; index++) {
      const bitmap = this.#bitmaps[index] ?? new PageBitmap(this.#bitmapPages, align);
      this.#bitmaps[index] = bitmap;
      const page = pages === 0 ? -1 : bitmap.findFree(pages, 2 ** order);
      if (page < 0) continue;
      bitmap.take(page, pages);
      return this.base + BigInt(index * this.#bitmapPages + page) * BigInt(this.granule);
    }
    return undefined;
  }

  /** __free_iova(): what would run beyond the bitmap is left out. */
  #free(page: number, pages: number): void {
    const index = Math.floor(page / this.#bitmapPages);
    this.#bitmaps[index]?.release(page % this.#bitmapPages, pages);
  }

  #pagesOf(bytes: number): number {
    return Math.ceil(bytes / this.granule);
  }

  #pagesAround(entry: ScatterEntry): PhysicalRun {
    const offset = this.#offsetOf(entry);
    return { phys: entry.phys - BigInt(offset), bytes: this.#pagesOf(offset + entry.length) * this.granule };
  }

  #offsetOf(entry: ScatterEntry | undefined): number {
    return entry === undefined ? 0 : Number(entry.phys % BigInt(this.granule));
  }

  #pageOf(address: bigint): number {
    return Number(address / BigInt(this.granule));
  }
}
