import type { Behaviours } from '../profiles/behaviours.ts';
import { getOrder } from './get-order.ts';
import { PageBitmap } from './page-bitmap.ts';

/** What sets a pool apart that a driver declares (dma_declare_coherent_memory()), and no region of the tree. */
export interface DeclaredPool {
  /** What the device sees of the base. */
  readonly deviceBase: bigint;
  /** False: where the pool is full, other allocators are asked. */
  readonly isExclusive: boolean;
}

/** Where kernels differ about the size of a request. */
export interface PoolSizes {
  readonly zeroSize: Behaviours['zeroSizeFromPool'];
  /** The largest request that is looked at, in bytes: the pool's size, or what old kernels make of it. */
  readonly byteLimit: number;
  /** Bits of a word of the bitmap, where only bits within words are cleared and set; undefined: all of a block are. */
  readonly wordBits?: 32 | 64 | undefined;
}

/**
 * A per-device coherent pool (kernel/dma/coherent.c; spec 04): power-of-two blocks, aligned to their own size from the start
 * of the pool, lowest first.
 */
export class CoherentPool {
  /** The region's node path. */
  readonly region: string;
  readonly name: string;
  readonly base: bigint;
  readonly pageSize: number;
  readonly pageCount: number;
  /** Undefined: the device's windows translate the base at each allocation. */
  readonly deviceBase: bigint | undefined;
  readonly isExclusive: boolean;
  #bitmap: PageBitmap | undefined;
  readonly #sizes: PoolSizes;
  readonly #pageShift: number;

  constructor(
    region: { readonly path: string; readonly name: string; readonly base: bigint; readonly size: bigint },
    pageSize: number,
    sizes: PoolSizes,
    declared?: DeclaredPool,
  ) {
    this.region = region.path;
    this.name = region.name;
    this.base = region.base;
    this.pageSize = pageSize;
    // A partial page at the end is lost.
    this.pageCount = Number(region.size / BigInt(pageSize));
    this.deviceBase = declared?.deviceBase;
    this.isExclusive = declared?.isExclusive ?? true;
    this.#sizes = sizes;
    this.#pageShift = Math.log2(pageSize);
  }

  /** Made when it is first looked at: a tree may name many large pools that nobody uses. */
  get bitmap(): PageBitmap {
    this.#bitmap ??= new PageBitmap(this.pageCount);
    return this.#bitmap;
  }

  /** Address of the page that holds the base: handles count from there. */
  get firstPageAddress(): bigint {
    return this.base - (this.base % BigInt(this.pageSize));
  }

  /** Pages that a request of this size takes, and aligns to; 0 for a size of 0 where that succeeds. */
  blockPages(size: number): number {
    // By shifts where that is enough: this is on every request's way.
    if (size > 0 && size < 0x80000000) return 1 << (32 - Math.clz32((size - 1) >> this.#pageShift));
    if (size > 0) return 2 ** getOrder(size, this.pageSize);
    // get_order(0) is 52; the shift by it gives no page at all, or by its low 5 bits 2^20 (spec 04 §6).
    return this.#sizes.zeroSize === 'succeeds' ? 0 : 2 ** 20;
  }

  /** dma_alloc_from_dev_coherent(): the first page of the block, or -1. */
  allocate(size: number): number {
    if (size > this.#sizes.byteLimit) return -1;
    const pages = this.blockPages(size);
    if (pages === 0) return 0;

    const bitmap = this.#bitmap ?? this.bitmap;
    const first = bitmap.findFree(pages, pages);
    if (first >= 0) bitmap.take(first, pages);
    return first;
  }

  /** dma_release_from_dev_coherent(): clears as many bits as this size takes, whatever was allocated there. */
  release(first: number, size: number): void {
    const pages = this.blockPages(size);
    if (this.#sizes.wordBits === undefined) (this.#bitmap ?? this.bitmap).release(first, pages);
    else for (const [start, count] of this.#bitsOf(first, pages)) this.bitmap.release(start, count);
  }

  /**
   * bitmap_allocate_region() at a place, as dma_mark_declared_memory_occupied() asks for it: as many pages as the size takes, which
   * need not be aligned. False: some are taken, or lie beyond the end.
   */
  takeAt(first: number, size: number): boolean {
    const runs = this.#bitsOf(first, this.blockPages(size));
    const isFree = runs.every(
      ([start, count]) =>
        start >= 0 && start + count <= this.pageCount && this.bitmap.nextTaken(start) >= start + count,
    );
    if (!isFree) return false;
    for (const [start, count] of runs) this.bitmap.take(start, count);
    return true;
  }

  /**
   * __reg_op(): the bits of a block, as `[first, count]`. Where a block does not begin at a multiple of its size, older kernels leave
   * out what their mask of one word does not hold.
   */
  #bitsOf(first: number, pages: number): readonly (readonly [number, number])[] {
    const bits = this.#sizes.wordBits;
    const offset = bits === undefined ? 0 : first % bits;
    if (bits === undefined || offset === 0 || offset + pages <= bits) return [[first, pages]];
    return Array.from({ length: Math.ceil(pages / bits) }, (_, word) => [first + word * bits, bits - offset]);
  }
}
