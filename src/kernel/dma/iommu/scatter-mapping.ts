import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { PhysicalRun } from './iommu-domain.ts';

/** What dma_parms says of segments. */
export interface SegmentShape {
  readonly maxSegmentSize: number;
  /** No segment crosses a multiple of it plus one. */
  readonly segmentBoundary: bigint;
}

/** How a list lies in its one block of IOVA. */
export interface ScatterLayout {
  /** One for each entry: whole pages, the padding behind it included. */
  readonly runs: readonly PhysicalRun[];
  readonly bytes: number;
}

/** The first half of iommu_dma_map_sg(): each entry in pages of its own, padded so that none crosses the boundary. */
export function layOut(
  entries: readonly ScatterEntry[],
  granule: number,
  { segmentBoundary }: SegmentShape,
): ScatterLayout {
  const runs: { phys: bigint; bytes: number }[] = [];
  let total = 0;
  for (const { phys, length } of entries) {
    const offset = Number(phys % BigInt(granule));
    const bytes = Math.ceil((length + offset) / granule) * granule;
    const pad = Number((segmentBoundary - BigInt(total) + 1n) & segmentBoundary);
    const previous = runs.at(-1);
    // An empty entry's length less one is the largest number there is.
    if (previous !== undefined && pad !== 0 && (bytes === 0 || pad < bytes - 1)) {
      previous.bytes += pad;
      total += pad;
    }
    total += bytes;
    runs.push({ phys: phys - BigInt(offset), bytes });
  }
  return { runs, bytes: total };
}

/**
 * __finalise_sg(): entries that follow each other without a gap become one segment, unless it would grow too long or cross the
 * boundary. Sets DMA addresses and lengths; the number of segments.
 */
export function finalise(
  entries: readonly ScatterEntry[],
  { runs }: ScatterLayout,
  iova: bigint,
  { maxSegmentSize, segmentBoundary }: SegmentShape,
): number {
  let at = iova;
  let count = 0;
  /** Bytes of the segment that can still grow; 0: none can. */
  let open = 0;
  const segments: { address: bigint; length: number }[] = [];

  entries.forEach(({ phys, length }, index) => {
    const run = runs[index];
    const bytes = run?.bytes ?? 0;
    const offset = run === undefined ? 0 : Number(phys - run.phys);
    const segment = segments.at(-1);
    // Without sign, as the kernel counts: a segment that is too long already takes anything.
    const room = (maxSegmentSize - open) >>> 0;
    if (
      segment !== undefined &&
      open > 0 &&
      offset === 0 &&
      (at & segmentBoundary) !== 0n &&
      room >= length
    ) {
      open += length;
      segment.length = open;
    } else {
      open = length;
      count++;
      segments.push({ address: at + BigInt(offset), length });
    }
    at += BigInt(bytes);
    if (length + offset < bytes) open = 0;
  });

  entries.forEach((entry, index) => {
    const segment = segments[index];
    entry.dmaAddress = segment?.address ?? noAddress;
    entry.dmaLength = segment?.length ?? 0;
  });
  return count;
}

/** __invalidate_sg(). */
export function invalidate(entries: readonly ScatterEntry[]): void {
  for (const entry of entries) {
    entry.dmaAddress = noAddress;
    entry.dmaLength = 0;
  }
}

/** The IOVA and bytes that the mapped entries of a list span; undefined: none is mapped (iommu_dma_unmap_sg()). */
export function spanOf(
  entries: readonly ScatterEntry[],
): { readonly start: bigint; readonly bytes: number } | undefined {
  const [first] = entries;
  if (first === undefined || first.dmaLength === 0) return undefined;
  let end = first.dmaAddress;
  for (const { dmaAddress, dmaLength } of entries) {
    if (dmaLength === 0) break;
    end = dmaAddress + BigInt(dmaLength);
  }
  return { start: first.dmaAddress, bytes: Number(end - first.dmaAddress) };
}

const noAddress = (1n << 64n) - 1n;
