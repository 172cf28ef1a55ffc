/** One entry of a memblock list: `[base, end)`, unsigned 64-bit. */
export interface MemblockRegion {
  readonly base: bigint;
  readonly end: bigint;
  readonly flags: number;
}

/** One of memblock's two lists. */
export class RangeList {
  regions: MemblockRegion[] = [];
  readonly #top: bigint;

  constructor(top: bigint) {
    this.#top = top;
  }

  /** memblock_cap_size(): ranges that would wrap are cut at the top. */
  endOf(base: bigint, size: bigint): bigint {
    return base + (size > this.#top - base ? this.#top - base : size);
  }

  /** Index of the first region whose end is above the address. */
  firstEndingAfter(address: bigint): number {
    let low = 0;
    let high = this.regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.regions[middle] as MemblockRegion).end > address) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  at(address: bigint): MemblockRegion | undefined {
    const region = this.regions[this.firstEndingAfter(address)];
    return region !== undefined && region.base <= address ? region : undefined;
  }

  overlaps(base: bigint, size: bigint): boolean {
    const end = this.endOf(base, size);
    const region = this.regions[this.firstEndingAfter(base)];
    return region !== undefined && region.base < end;
  }

  /** memblock_add_range(): only what no region covers is new; what is there keeps its flags. */
  add(base: bigint, size: bigint): void {
    const end = this.endOf(base, size);
    if (end <= base) return;

    const first = this.firstEndingAfter(base);
    const pieces: MemblockRegion[] = [];
    let at = base;
    let index = first;
    for (; index < this.regions.length; index++) {
      const region = this.regions[index] as MemblockRegion;
      if (region.base >= end) break;
      if (region.base > at) pieces.push({ base: at, end: region.base, flags: 0 });
      pieces.push(region);
      at = region.end;
    }
    if (at < end) pieces.push({ base: at, end, flags: 0 });
    this.#replace(first, index, pieces);
  }

  /** How many new regions {@link add} inserts before it merges any. */
  piecesOf(base: bigint, size: bigint): number {
    const end = this.endOf(base, size);
    let pieces = 0;
    let at = base;
    for (let index = this.firstEndingAfter(base); at < end; index++) {
      const region = this.regions[index];
      if (region === undefined || region.base >= end) return pieces + 1;
      if (region.base > at) pieces++;
      at = region.end;
    }
    return pieces;
  }

  remove(base: bigint, size: bigint): void {
    const [first, last] = this.#isolate(base, this.endOf(base, size));
    this.regions.splice(first, last - first);
  }

  setFlags(base: bigint, size: bigint, change: (flags: number) => number): void {
    const [first, last] = this.#isolate(base, this.endOf(base, size));
    const changed = this.regions
      .slice(first, last)
      .map((region) => ({ ...region, flags: change(region.flags) }));
    this.#replace(first, last, changed);
  }

  /** A region that holds the address inside it becomes two that meet there. */
  split(address: bigint): void {
    const index = this.firstEndingAfter(address);
    const region = this.regions[index];
    if (region === undefined || region.base >= address) return;
    this.regions.splice(index, 1, { ...region, end: address }, { ...region, base: address });
  }

  /** memblock_isolate_range(): afterwards the range is made of whole regions, `[first, last)`. */
  #isolate(base: bigint, end: bigint): readonly [number, number] {
    if (end <= base) return [0, 0];
    this.split(base);
    this.split(end);
    const first = this.firstEndingAfter(base);
    const last = this.firstEndingAfter(end - 1n);
    const reached = this.regions[last];
    return [first, reached !== undefined && reached.base < end ? last + 1 : last];
  }

  /** Puts regions in the place of `[first, last)` and merges neighbours there. */
  #replace(first: number, last: number, pieces: readonly MemblockRegion[]): void {
    const before = this.regions[first - 1];
    const after = this.regions[last];
    const row = [
      ...(before === undefined ? [] : [before]),
      ...pieces,
      ...(after === undefined ? [] : [after]),
    ];
    const from = before === undefined ? first : first - 1;
    this.regions.splice(from, row.length - pieces.length + last - first, ...merged(row));
  }
}

/** memblock_merge_regions(). */
function merged(row: readonly MemblockRegion[]): MemblockRegion[] {
  const result: MemblockRegion[] = [];
  for (const region of row) {
    const previous = result.at(-1);
    if (previous !== undefined && previous.end === region.base && previous.flags === region.flags) {
      result[result.length - 1] = { ...previous, end: region.end };
    } else result.push(region);
  }
  return result;
}
