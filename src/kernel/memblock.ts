import { KernelPanic } from './kernel-panic.ts';
import { type MemblockRegion, RangeList } from './memblock-ranges.ts';
import { larger } from './unsigned.ts';

export type { MemblockRegion } from './memblock-ranges.ts';

/** memblock's flag for memory that the kernel must not map; the only one that placement looks at. */
export const memblockNoMap = 4;

/** How many ranges the lists hold until {@link Memblock.allowResize}, and what one more comes to. */
export interface MemblockArrays {
  readonly memory: number;
  readonly reserved: number;
  readonly whenFull: 'refuses' | 'panics';
}

export type SearchDirection = 'top-down' | 'bottom-up';

/** What {@link Memblock.find} is asked for, as memblock_find_in_range_node() is. */
export interface MemblockRequest {
  readonly size: bigint;
  /** A power of two, as the kernel trusts it to be; 0 stands for {@link defaultAlignment}. */
  readonly align: bigint;
  readonly start?: bigint;
  /** Exclusive; undefined: anywhere. */
  readonly end?: bigint;
  readonly direction?: SearchDirection;
  /** Told of each free range that the search looks at, and of the base that it gives. */
  readonly observe?: ((free: FreeRange, base: bigint | undefined) => void) | undefined;
}

/** SMP_CACHE_BYTES, which an alignment of 0 becomes. */
const defaultAlignment = 64n;

const wordMask = (1n << 64n) - 1n;

/**
 * The kernel's early memory allocator: which addresses are memory, and which of them are taken.
 *
 * Same answers as `mm/memblock.c` (spec 02), for the flags and callers that reserved memory meets. Both lists stay
 * sorted and disjoint; neighbours that touch and carry the same flags are one region.
 */
export class Memblock {
  readonly #memory: RangeList;
  readonly #reserved: RangeList;
  readonly #pageSize: bigint;
  readonly #top: bigint;
  #arrays: MemblockArrays | undefined;
  /** For each kind of request the address above which the last search from the top found nothing, and none since will. */
  readonly #searched = new Map<string, bigint>();

  /** `addressMax` is the largest physical address that the kernel's `phys_addr_t` holds. */
  constructor(pageSize: bigint, addressMax: bigint = wordMask, arrays?: MemblockArrays) {
    this.#memory = new RangeList(addressMax);
    this.#reserved = new RangeList(addressMax);
    this.#pageSize = pageSize;
    this.#top = addressMax;
    this.#arrays = arrays;
  }

  get memory(): readonly MemblockRegion[] {
    return this.#memory.regions;
  }

  get reserved(): readonly MemblockRegion[] {
    return this.#reserved.regions;
  }

  /** An independent copy: what comes later in the kernel's life can be tried on it. */
  clone(): Memblock {
    const copy = new Memblock(this.#pageSize, this.#top, this.#arrays);
    copy.#memory.regions = [...this.#memory.regions];
    copy.#reserved.regions = [...this.#reserved.regions];
    return copy;
  }

  /** memblock_allow_resize(): from now on the lists grow. That the larger arrays take memory is not emulated. */
  allowResize(): void {
    this.#arrays = undefined;
  }

  /** Like all that changes a list: false where its array has no room (-ENOMEM), and a {@link KernelPanic} on newer kernels. */
  add(base: bigint, size: bigint): boolean {
    this.#searched.clear();
    if (!this.#holds('memory', this.#memory.piecesOf(base, size))) return false;
    this.#memory.add(base, size);
    return true;
  }

  remove(base: bigint, size: bigint): boolean {
    this.#searched.clear();
    if (!this.#splits('memory', size)) return false;
    this.#memory.remove(base, size);
    return true;
  }

  reserve(base: bigint, size: bigint): boolean {
    if (!this.#holds('reserved', this.#reserved.piecesOf(base, size))) return false;
    this.#reserved.add(base, size);
    return true;
  }

  /** memblock_phys_free(): the range leaves the reserved list, whoever reserved it. */
  free(base: bigint, size: bigint): boolean {
    this.#searched.clear();
    if (!this.#splits('reserved', size)) return false;
    this.#reserved.remove(base, size);
    return true;
  }

  markNoMap(base: bigint, size: bigint): boolean {
    if (!this.#splits('memory', size)) return false;
    this.#memory.setFlags(base, size, (flags) => flags | memblockNoMap);
    return true;
  }

  clearNoMap(base: bigint, size: bigint): boolean {
    this.#searched.clear();
    if (!this.#splits('memory', size)) return false;
    this.#memory.setFlags(base, size, (flags) => flags & ~memblockNoMap);
    return true;
  }

  /** memblock_isolate_range() wants room for two more regions, whether or not it needs them. */
  #splits(list: 'memory' | 'reserved', size: bigint): boolean {
    return size === 0n || this.#holds(list, 2);
  }

  /** memblock_double_array(), while it may not: whether the list has room for more entries, counted before any are merged. */
  #holds(list: 'memory' | 'reserved', more: number): boolean {
    if (this.#arrays === undefined || more === 0) return true;
    if (this[list].length + more <= this.#arrays[list]) return true;
    if (this.#arrays.whenFull === 'panics') throw new KernelPanic(`memblock: cannot resize ${list} array`);
    return false;
  }

  /** Memory that meets at the address becomes two regions, as if of different nodes, until either changes. */
  splitMemory(address: bigint): void {
    this.#searched.clear();
    this.#memory.split(address);
  }

  /** memblock_overlaps_region(memory): whether a byte of the range is memory, mapped or not. */
  overlapsMemory(base: bigint, size: bigint): boolean {
    return this.#memory.overlaps(base, size);
  }

  /** memblock_is_region_reserved(). */
  overlapsReserved(base: bigint, size: bigint): boolean {
    return this.#reserved.overlaps(base, size);
  }

  /** memblock_is_region_memory(): whether one stretch of memory holds the range. */
  isRegionMemory(base: bigint, size: bigint): boolean {
    const region = this.#memory.at(base);
    return region !== undefined && region.end >= this.#memory.endOf(base, size);
  }

  /** memblock_is_map_memory(): whether the byte is memory that the kernel maps. */
  isMapMemory(address: bigint): boolean {
    const region = this.#memory.at(address);
    return region !== undefined && (region.flags & memblockNoMap) === 0;
  }

  startOfDram(): bigint {
    return this.#memory.regions[0]?.base ?? 0n;
  }

  endOfDram(): bigint {
    return this.#memory.regions.at(-1)?.end ?? 0n;
  }

  /** memblock_phys_mem_size(): bytes of memory, NOMAP included. */
  memorySize(): bigint {
    return this.#memory.regions.reduce((sum, region) => sum + region.end - region.base, 0n);
  }

  /**
   * memblock_cap_memory_range(): only the range stays memory, NOMAP regions aside; reservations outside it are forgotten.
   */
  capMemoryRange(base: bigint, size: bigint): void {
    if (size === 0n) return;
    this.#searched.clear();
    if (!this.#splits('memory', size)) return;
    const end = this.#memory.endOf(base, size);
    this.#memory.split(base);
    this.#memory.split(end);
    this.#memory.regions = this.#memory.regions.filter(
      (region) => (region.flags & memblockNoMap) !== 0 || (region.base >= base && region.end <= end),
    );
    this.#reserved.remove(0n, base);
    this.#reserved.remove(end, this.#top - end);
  }

  /**
   * memblock_mem_limit_remove_map(), the arm64 meaning of `mem=`: memory above the address at which `limit` bytes are
   * reached, counted from below, is forgotten. A limit of 0 is none.
   */
  limitMemory(limit: bigint): void {
    if (limit === 0n) return;
    let remaining = limit;
    for (const region of this.#memory.regions) {
      const size = region.end - region.base;
      if (remaining <= size) {
        this.capMemoryRange(0n, region.base + remaining);
        return;
      }
      remaining -= size;
    }
  }

  /** memblock_find_in_range_node(): the base of a free range, or undefined. Nothing is reserved. */
  find(request: MemblockRequest): bigint | undefined {
    const align = request.align === 0n ? defaultAlignment : request.align;
    const start = larger(request.start ?? 0n, this.#pageSize);
    const end = larger(start, request.end ?? this.#top);
    const highestOrLowest = request.direction === 'bottom-up' ? lowestFit : highestFit;
    const accept = (free: FreeRange): bigint | undefined => {
      const base = highestOrLowest(free, request.size, align, start, end);
      request.observe?.(free, base);
      return base;
    };

    if (request.direction === 'bottom-up') return this.#firstFree(start, accept);
    // Who looks on sees every range.
    if (request.observe !== undefined) return this.#lastFree(end, accept);
    return this.#searchOn(`${request.size} ${align} ${start} ${end}`, end, accept);
  }

  /** Searches below where the last search of its kind ended: what is free only ever shrinks between two of them. */
  #searchOn(kind: string, end: bigint, accept: (free: FreeRange) => bigint | undefined): bigint | undefined {
    let reached = 0n;
    const found = this.#lastFree(
      end,
      (free) => {
        const base = accept(free);
        if (base !== undefined) reached = free.end;
        return base;
      },
      this.#searched.get(kind),
    );
    this.#searched.set(kind, reached);
    return found;
  }

  /** memblock_phys_alloc_range(): find and reserve. */
  allocate(request: MemblockRequest): bigint | undefined {
    const base = this.find(request);
    return base !== undefined && this.reserve(base, request.size) ? base : undefined;
  }

  /** Free ranges, ascending: memory that is mapped and not reserved, never across two memory regions. */
  *freeRanges(): Generator<FreeRange> {
    const found: FreeRange[] = [];
    this.#firstFree(0n, (free) => {
      found.push(free);
      return undefined;
    });
    yield* found;
  }

  #firstFree(from: bigint, accept: (free: FreeRange) => bigint | undefined): bigint | undefined {
    const { regions: memory } = this.#memory;
    const { regions: reserved } = this.#reserved;

    for (let m = this.#memory.firstEndingAfter(from); m < memory.length; m++) {
      const region = memory[m] as MemblockRegion;
      if ((region.flags & memblockNoMap) !== 0) continue;

      let base = region.base;
      for (let r = this.#reserved.firstEndingAfter(region.base); r < reserved.length; r++) {
        const taken = reserved[r] as MemblockRegion;
        if (taken.base >= region.end) break;
        const found = taken.base > base ? accept({ base, end: taken.base }) : undefined;
        if (found !== undefined) return found;
        base = taken.end;
      }

      const found = base < region.end ? accept({ base, end: region.end }) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** @param limit of the free ranges only what lies below it is looked at */
  #lastFree(
    below: bigint,
    accept: (free: FreeRange) => bigint | undefined,
    limit: bigint = this.#top,
  ): bigint | undefined {
    const { regions: memory } = this.#memory;
    const { regions: reserved } = this.#reserved;
    const highest = this.#memory.firstEndingAfter(limit < below ? limit : below);

    for (let m = Math.min(highest, memory.length - 1); m >= 0; m--) {
      const region = memory[m] as MemblockRegion;
      if ((region.flags & memblockNoMap) !== 0 || region.base >= below || region.base >= limit) continue;

      let end = region.end < limit ? region.end : limit;
      for (let r = this.#reserved.firstEndingAfter(end - 1n); r >= 0; r--) {
        const taken = reserved[r];
        if (taken === undefined || taken.base >= end) continue;
        if (taken.end <= region.base) break;
        const found = taken.end < end ? accept({ base: taken.end, end }) : undefined;
        if (found !== undefined) return found;
        end = taken.base;
      }

      const found = region.base < end ? accept({ base: region.base, end }) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** A stretch of memory that nobody has taken. */
export interface FreeRange {
  readonly base: bigint;
  readonly end: bigint;
}

function highestFit(
  free: FreeRange,
  size: bigint,
  align: bigint,
  start: bigint,
  end: bigint,
): bigint | undefined {
  const low = clamp(free.base, start, end);
  const high = clamp(free.end, start, end);
  if (high < size) return undefined;
  const candidate = roundDown(high - size, align);
  return candidate >= low ? usable(candidate) : undefined;
}

function lowestFit(
  free: FreeRange,
  size: bigint,
  align: bigint,
  start: bigint,
  end: bigint,
): bigint | undefined {
  const low = clamp(free.base, start, end);
  const high = clamp(free.end, start, end);
  const candidate = roundUp(low, align);
  return candidate < high && high - candidate >= size ? usable(candidate) : undefined;
}

/** Address 0 stands for failure. */
function usable(candidate: bigint): bigint | undefined {
  return candidate === 0n ? undefined : candidate;
}

/** The kernel's round_down(): exact for powers of two, and for others what its mask arithmetic gives. */
export function roundDown(value: bigint, align: bigint): bigint {
  return value & ~(align - 1n) & wordMask;
}

/** The kernel's round_up(). */
export function roundUp(value: bigint, align: bigint): bigint {
  return (((value - 1n) | (align - 1n)) + 1n) & wordMask;
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  if (value < low) return low;
  return value > high ? high : value;
}
