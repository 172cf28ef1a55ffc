import { FreeSet } from './free-set.ts';
import { SplitBlock } from './split-block.ts';

/** Pages by number, `[start, end)`. */
export interface PageRange {
  readonly start: number;
  readonly end: number;
}

/** The kernel is not built with larger ones: a block of 2^order pages lies within a memory section. */
const largestOrder = 18;

/**
 * One zone of the page allocator (mm/page_alloc.c): free blocks of 2^order pages, each aligned to its size. A larger one is split
 * for a smaller request, and a freed one is merged with its neighbour as far as that goes, so that what is free at which order
 * is the kernel's answer. Which of several free blocks is given hangs on the kernel's history, and is not: here it is the lowest.
 *
 * Work an operation is bounded by the number of orders; memory grows with the number of blocks that are split.
 */
export class BuddyZone {
  readonly name: string;
  readonly maxOrder: number;
  readonly #blockPages: number;
  /** What it has pages of, ascending, with gaps between. */
  readonly #ranges: readonly PageRange[];
  readonly #spans: readonly BlockSpan[];
  readonly #blockCount: number;
  /** By block: those free as a whole. */
  readonly #whole: FreeSet;
  /** By order: the blocks with a free piece of that order. */
  readonly #partly: (FreeSet | undefined)[] = [];
  readonly #split = new Map<number, SplitBlock>();
  /** One that has become whole again, without a bit set. */
  #spare: SplitBlock | undefined;
  readonly #freeBlocks: Float64Array;
  #freePages = 0;

  /** `ranges`: the zone's pages that can ever be free, in any order, disjoint. None is free until {@link addFree}. */
  constructor(name: string, ranges: readonly PageRange[], maxOrder: number) {
    this.name = name;
    this.maxOrder = Math.min(maxOrder, largestOrder);
    this.#blockPages = 2 ** this.maxOrder;
    this.#ranges = joined(ranges);
    this.#spans = blockSpans(this.#ranges, this.#blockPages);
    this.#blockCount = this.#spans.reduce((sum, { count }) => sum + count, 0);
    this.#whole = new FreeSet(this.#blockCount);
    this.#freeBlocks = new Float64Array(this.maxOrder + 1);
  }

  get freePages(): number {
    return this.#freePages;
  }

  /** How many free blocks of exactly this order there are: a column of /proc/buddyinfo. */
  freeBlocks(order: number): number {
    return this.#freeBlocks[order] ?? 0;
  }

  /** The largest order at which anything is free; -1 if nothing is. */
  get largestFreeOrder(): number {
    let order = this.maxOrder;
    while (order >= 0 && this.#freeBlocks[order] === 0) order--;
    return order;
  }

  /** __rmqueue_smallest(): the first page of 2^order free ones; -1 where none are free in one piece. */
  allocate(order: number): number {
    for (let found = order; found <= this.maxOrder; found++) {
      if (this.#freeBlocks[found] !== 0) return this.#take(found, order);
    }
    return -1;
  }

  /** __free_one_page(). False, and nothing is done: the block is not this zone's, not aligned, or partly free already. */
  free(page: number, order: number): boolean {
    if (order < 0 || order > this.maxOrder || page % 2 ** order !== 0) return false;
    const range = lastAtOrBelow(this.#ranges, page, ({ start }) => start);
    if (range === undefined || page + 2 ** order > range.end) return false;
    const block = this.#indexOf(Math.floor(page / this.#blockPages));
    if (this.#whole.has(block)) return false;
    const node = this.#nodeOf(page % this.#blockPages, order);
    if (this.#split.get(block)?.isPartlyFree(node) === true) return false;

    this.#insert(block, node, order);
    return true;
  }

  /** Frees `[start, end)` in blocks as large as they can be. False: a part of it was not in use, and stays as it was. */
  freeRun(start: number, end: number): boolean {
    let isFreed = true;
    for (let page = start; page < end; ) {
      const order = orderAt(page, end, this.maxOrder);
      if (!this.free(page, order)) isFreed = false;
      page += 2 ** order;
    }
    return isFreed;
  }

  /** The same for pages that the zone has never had free, however many: what memblock hands over. */
  addFree(start: number, end: number): void {
    for (let page = start; page < end; ) {
      const order = orderAt(page, end, this.maxOrder);
      if (order < this.maxOrder) {
        this.free(page, order);
        page += 2 ** order;
        continue;
      }
      const blocks = Math.floor((end - page) / this.#blockPages);
      const first = this.#indexOf(page / this.#blockPages);
      this.#whole.addRange(first, first + blocks);
      this.#count(this.maxOrder, blocks);
      page += blocks * this.#blockPages;
    }
  }

  #take(found: number, order: number): number {
    const block = found === this.maxOrder ? this.#whole.lowest : (this.#partly[found]?.lowest ?? -1);
    let node = 1;
    if (found === this.maxOrder) {
      this.#whole.delete(block);
      this.#count(found, -1);
    } else {
      node = this.#split.get(block)?.lowestOn(2 ** (this.maxOrder - found)) ?? 0;
      this.#remove(block, node, found);
    }

    for (let half = found - 1; half >= order; half--) {
      node *= 2;
      this.#add(block, node + 1, half);
    }
    return this.#pageOf(block) + (node - 2 ** (this.maxOrder - order)) * 2 ** order;
  }

  /** A free piece, merged with its buddy while that is free. */
  #insert(block: number, piece: number, pieceOrder: number): void {
    let node = piece;
    let order = pieceOrder;
    const split = this.#split.get(block);
    while (order < this.maxOrder && split?.has(node ^ 1) === true) {
      this.#remove(block, node ^ 1, order);
      node >>>= 1;
      order++;
    }
    if (order < this.maxOrder) {
      this.#add(block, node, order);
      return;
    }
    if (split !== undefined) this.#spare = split;
    this.#split.delete(block);
    this.#whole.add(block);
    this.#count(order, 1);
  }

  #add(block: number, node: number, order: number): void {
    let split = this.#split.get(block);
    if (split === undefined) {
      split = this.#spare ?? new SplitBlock(this.maxOrder);
      this.#spare = undefined;
      this.#split.set(block, split);
    }
    split.add(node);
    this.#partly[order] ??= new FreeSet(this.#blockCount);
    this.#partly[order].add(block);
    this.#count(order, 1);
  }

  #remove(block: number, node: number, order: number): void {
    const split = this.#split.get(block);
    split?.delete(node);
    if (split?.lowestOn(2 ** (this.maxOrder - order)) === 0) this.#partly[order]?.delete(block);
    this.#count(order, -1);
  }

  #count(order: number, blocks: number): void {
    this.#freeBlocks[order] = (this.#freeBlocks[order] ?? 0) + blocks;
    this.#freePages += blocks * 2 ** order;
  }

  #nodeOf(offset: number, order: number): number {
    return 2 ** (this.maxOrder - order) + offset / 2 ** order;
  }

  /** Place of a block, counted in blocks from page 0, among those of the zone. */
  #indexOf(block: number): number {
    const span = lastAtOrBelow(this.#spans, block, ({ first }) => first);
    return span === undefined ? -1 : span.index + block - span.first;
  }

  #pageOf(index: number): number {
    const span = lastAtOrBelow(this.#spans, index, (one) => one.index);
    return span === undefined ? -1 : (span.first + index - span.index) * this.#blockPages;
  }
}

/** The last of an ascending list whose key is no more than `value`. */
function lastAtOrBelow<T>(list: readonly T[], value: number, key: (entry: T) => number): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = list[middle];
    if (entry !== undefined && key(entry) <= value) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** The ranges in order, those that touch as one. */
function joined(ranges: readonly PageRange[]): readonly PageRange[] {
  const whole: PageRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = whole.at(-1);
    if (last !== undefined && start <= last.end)
      whole[whole.length - 1] = { start: last.start, end: Math.max(end, last.end) };
    else whole.push({ start, end });
  }
  return whole;
}

/** Blocks side by side that hold pages of a zone. */
interface BlockSpan {
  /** Counted in blocks from page 0. */
  readonly first: number;
  readonly count: number;
  /** Counted among the zone's. */
  readonly index: number;
}

function blockSpans(ranges: readonly PageRange[], blockPages: number): readonly BlockSpan[] {
  const spans: BlockSpan[] = [];
  for (const { start, end } of ranges) {
    const last = spans.at(-1);
    const lastEnd = last === undefined ? -1 : last.first + last.count;
    const first = Math.floor(start / blockPages);
    const blockEnd = Math.ceil(end / blockPages);
    if (last !== undefined && first <= lastEnd)
      spans[spans.length - 1] = { ...last, count: Math.max(lastEnd, blockEnd) - last.first };
    else
      spans.push({
        first,
        count: blockEnd - first,
        index: last === undefined ? 0 : last.index + last.count,
      });
  }
  return spans;
}

/** The largest order of a block that begins at `page` and ends at `end` at the latest. */
function orderAt(page: number, end: number, most: number): number {
  let order = 0;
  while (order < most && page % 2 ** (order + 1) === 0 && page + 2 ** (order + 1) <= end) order++;
  return order;
}
