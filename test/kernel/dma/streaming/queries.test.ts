import { describe, expect, it } from 'vitest';
import { streamingBoard } from './streaming-board.ts';

const allOnes = (1n << 64n) - 1n;

describe('what a driver may ask of its device', () => {
  it('is limited to a segment of the bounce pool behind a window that has not all memory', () => {
    const { api, narrow } = streamingBoard();
    // The window has no address for the last page, which leaves all ones as the required mask.
    expect(api.query(narrow)).toEqual({
      mask: 0x3ffffffn,
      coherentMask: 0x3ffffffn,
      requiredMask: allOnes,
      maxMappingSize: 0x40000n,
      optMappingSize: 0x40000n,
      mergeBoundary: 0n,
      maxSegmentSize: 0x10000,
      segmentBoundary: allOnes,
      minAlignMask: 0,
      needSync: false,
      canMmap: true,
      addressingLimited: true,
    });
  });

  it('loses as much of the segment as min_align_mask takes, in whole slots', () => {
    const { api, narrow } = streamingBoard();
    const largest = (minAlignMask: number): bigint => {
      api.setSegmentLimits(narrow, { minAlignMask });
      return api.query(narrow).maxMappingSize;
    };
    expect([0x1ff, 0x7ff, 0xfff, 0x3fff].map(largest)).toEqual([0x3f800n, 0x3f800n, 0x3f000n, 0x3c000n]);
  });

  it('has no limit where the mask reaches all memory, but behind a restricted pool', () => {
    const { api, wide, guarded } = streamingBoard();
    expect(api.query(wide)).toMatchObject({ requiredMask: 0x7fffffffn, maxMappingSize: allOnes });
    expect(api.query(guarded)).toMatchObject({ maxMappingSize: 0x40000n, addressingLimited: false });
  });

  it('has the largest mapping without a limit where there is no bounce pool', () => {
    const { api, narrow } = streamingBoard({ slots: 0 });
    expect(api.query(narrow)).toMatchObject({ maxMappingSize: allOnes, addressingLimited: true });
  });
});

describe('dma_set_mask()', () => {
  it('leaves the old mask where the new one is too narrow, and each of the two to itself', () => {
    const { api, wide } = streamingBoard();
    // 1 GiB from 0x40000000: 31 bits reach the last page, and 30 do not.
    expect([api.setMask(wide, 0x3fffffffn), wide.dmaMask]).toEqual([-5, 0xffffffffn]);
    expect([api.setMask(wide, 0x7fffffffn), wide.dmaMask, wide.coherentMask]).toEqual([
      0,
      0x7fffffffn,
      0xffffffffn,
    ]);
    expect([api.setCoherentMask(wide, allOnes), wide.dmaMask, wide.coherentMask]).toEqual([
      0,
      0x7fffffffn,
      allOnes,
    ]);
  });
});
