import type { DebugEntry, DebugReference } from './debug-entry.ts';

const bucketCount = 16384;
const bucketShift = 13n;

/** The bucket of a DMA address (hash_fn()). */
export function bucketOf(dma: bigint): number {
  return Number((dma >> bucketShift) & BigInt(bucketCount - 1));
}

/**
 * Live mappings, in the kernel's hash table (dma_entry_hash; kernel/dma/debug.c): which entry a call finds among several, and
 * in which order they are dumped, hangs on its buckets.
 */
export class EntryTable {
  readonly #buckets = new Map<number, DebugEntry[]>();

  /** hash_bucket_add(): at the end of its bucket. */
  add(entry: DebugEntry): void {
    const index = bucketOf(entry.dma);
    const bucket = this.#buckets.get(index);
    if (bucket === undefined) this.#buckets.set(index, [entry]);
    else bucket.push(entry);
  }

  remove(entry: DebugEntry): void {
    const index = bucketOf(entry.dma);
    const bucket = this.#buckets.get(index) ?? [];
    const at = bucket.indexOf(entry);
    if (at >= 0) bucket.splice(at, 1);
    if (bucket.length === 0) this.#buckets.delete(index);
  }

  /** bucket_find_exact(): the device's entry at this very address. */
  findExact(reference: DebugReference): DebugEntry | undefined {
    return bestFit(this.#buckets.get(bucketOf(reference.dma)), reference, isSamePlace);
  }

  /** bucket_find_contain(): an entry that holds the whole range, bucket by bucket downwards. */
  findContaining(reference: DebugReference): DebugEntry | undefined {
    const first = reference.dma >> bucketShift;
    const limit = first + 1n < BigInt(bucketCount) ? Number(first) + 1 : bucketCount;
    let index = bucketOf(reference.dma);
    for (let looked = 0; looked < limit && this.#buckets.size > 0; looked++) {
      const found = bestFit(this.#buckets.get(index), reference, isInside);
      if (found !== undefined) return found;
      index = (index + bucketCount - 1) % bucketCount;
    }
    return undefined;
  }

  /** The first entry at this address that dma_mapping_error() was not called for yet. */
  findUnchecked({ device, dma }: Pick<DebugReference, 'device' | 'dma'>): DebugEntry | undefined {
    return this.#buckets
      .get(bucketOf(dma))
      ?.find((entry) => entry.device === device && entry.dma === dma && entry.mapError === 'not-checked');
  }

  /** Every entry with its bucket, in the order of buckets. */
  *inOrder(): Iterable<readonly [bucket: number, entry: DebugEntry]> {
    for (const index of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      for (const entry of this.#buckets.get(index) ?? []) yield [index, entry];
    }
  }
}

type Match = (reference: DebugReference, entry: DebugEntry) => boolean;

function isSamePlace(reference: DebugReference, entry: DebugEntry): boolean {
  return entry.dma === reference.dma && entry.device === reference.device;
}

function isInside(reference: DebugReference, entry: DebugEntry): boolean {
  if (entry.device !== reference.device || entry.dma > reference.dma) return false;
  const end = (of: DebugReference): bigint => BigInt.asUintN(64, of.dma + BigInt(of.size));
  return end(entry) >= end(reference);
}

/**
 * __hash_bucket_find(): one that fits in size, kind, direction and list length, or the only one; several of which none fits
 * are as good as none.
 */
function bestFit(
  bucket: readonly DebugEntry[] | undefined,
  reference: DebugReference,
  matches: Match,
): DebugEntry | undefined {
  let only: DebugEntry | undefined;
  let count = 0;
  for (const entry of bucket ?? []) {
    if (!matches(reference, entry)) continue;
    if (fits(reference, entry)) return entry;
    count++;
    only = entry;
  }
  return count === 1 ? only : undefined;
}

function fits(reference: DebugReference, entry: DebugEntry): boolean {
  return (
    entry.size === reference.size &&
    entry.kind === reference.kind &&
    entry.direction === reference.direction &&
    entry.listEntries === reference.listEntries
  );
}
