import { describe, expect, it } from 'vitest';
import {
  finalise,
  layOut,
  type SegmentShape,
  spanOf,
} from '../../../../src/kernel/dma/iommu/scatter-mapping.ts';
import { type ScatterEntry, scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';

const page = 4096;
const usual: SegmentShape = { maxSegmentSize: 0x10000, segmentBoundary: (1n << 64n) - 1n };

/** Maps entries of these lengths, and offsets in their page, one page apart, at 0x100000: address and length of each segment. */
function mapped(
  parts: readonly (readonly [number, number])[],
  shape: SegmentShape = usual,
): readonly (readonly [bigint, number])[] {
  const { entries, count } = finalised(parts, shape);
  return entries.slice(0, count).map(({ dmaAddress, dmaLength }) => [dmaAddress, dmaLength] as const);
}

function finalised(
  parts: readonly (readonly [number, number])[],
  shape: SegmentShape,
): { readonly entries: readonly ScatterEntry[]; readonly count: number } {
  const entries = scatterList(
    parts.map(([length, offset], at) => ({ phys: BigInt(0x40000000 + at * 0x20000 + offset), length })),
  );
  return { entries, count: finalise(entries, layOut(entries, page, shape), 0x100000n, shape) };
}

describe('a scatter list behind an IOMMU', () => {
  it('becomes one segment where whole pages follow each other', () => {
    expect(
      mapped([
        [page, 0],
        [page, 0],
        [page, 0],
        [page, 0],
      ]),
    ).toEqual([[0x100000n, 4 * page]]);
  });

  it('begins anew behind an entry that does not fill its page', () => {
    // Spec 07 §4: 4096 and 2048 join, the third starts its own, a page further on.
    expect(
      mapped([
        [page, 0],
        [2048, 0],
        [page, 0],
      ]),
    ).toEqual([
      [0x100000n, 6144],
      [0x102000n, page],
    ]);
  });

  it('begins anew at an entry that does not start its page, which keeps its offset', () => {
    expect(
      mapped([
        [page, 0],
        [100, 0x40],
      ]),
    ).toEqual([
      [0x100000n, page],
      [0x101040n, 100],
    ]);
  });

  it('joins an entry with an offset and the page that it fills to the end of', () => {
    expect(
      mapped([
        [page - 100, 100],
        [page, 0],
      ]),
    ).toEqual([[0x100064n, 2 * page - 100]]);
  });

  it('has no segment longer than the device takes', () => {
    // Spec 07 §4: 20 pages with the usual 64 KiB are 65536 and 16384 bytes.
    expect(mapped(Array.from({ length: 20 }, () => [page, 0] as const))).toEqual([
      [0x100000n, 0x10000],
      [0x110000n, 0x4000],
    ]);
  });

  it('lets a single entry that is too long grow on, since what is left is counted without sign', () => {
    expect(
      mapped(
        [
          [0x3000, 0],
          [page, 0],
        ],
        { ...usual, maxSegmentSize: 0x2000 },
      ),
    ).toEqual([[0x100000n, 0x4000]]);
  });

  it('is padded up to a boundary that an entry would cross', () => {
    // Boundary 16 KiB: 3 pages, then 2 that would lie in both halves: the first is padded by a page.
    const shape = { ...usual, segmentBoundary: 0x3fffn };
    expect(
      mapped(
        [
          [0x3000, 0],
          [0x2000, 0],
        ],
        shape,
      ),
    ).toEqual([
      [0x100000n, 0x3000],
      [0x104000n, 0x2000],
    ]);
    const entries = scatterList([
      { phys: 0x40000000n, length: 0x3000 },
      { phys: 0x40010000n, length: 0x2000 },
    ]);
    expect(layOut(entries, page, shape).bytes).toBe(0x6000);
  });

  it('begins a segment at a boundary, without padding, where entries end there', () => {
    expect(
      mapped(
        [
          [0x4000, 0],
          [page, 0],
        ],
        { ...usual, segmentBoundary: 0x3fffn },
      ),
    ).toEqual([
      [0x100000n, 0x4000],
      [0x104000n, page],
    ]);
  });

  it('leaves the error address in entries that stand for no segment', () => {
    const { entries, count } = finalised(
      [
        [page, 0],
        [page, 0],
      ],
      usual,
    );
    expect(count).toBe(1);
    expect(entries[1]).toMatchObject({ dmaAddress: (1n << 64n) - 1n, dmaLength: 0 });
  });

  it('is unmapped from its first to its last mapped byte', () => {
    const { entries } = finalised(
      [
        [page, 0],
        [100, 0x40],
        [page, 0],
      ],
      usual,
    );
    expect(spanOf(entries)).toEqual({ start: 0x100000n, bytes: 0x3000 });
    expect(spanOf(scatterList([{ phys: 0n, length: 4 }]))).toBeUndefined();
  });
});
