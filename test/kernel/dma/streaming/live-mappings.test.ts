import { describe, expect, it } from 'vitest';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { far, near, pages, type StreamingBoard, streamingBoard } from './streaming-board.ts';

const { bidirectional, fromDevice, toDevice } = dmaDirection;

/** What comes of touching 4 bytes at an offset of the memory. */
function harm({ api }: StreamingBoard, phys: bigint, access: 'read' | 'write'): string {
  return api.touch({ phys, size: 4, access })?.harm ?? 'owned';
}

describe("a buffer's owner", () => {
  it('is the device from map to unmap, but for the part that a sync hands back', () => {
    const board = streamingBoard();
    const { api, plain } = board;
    expect(harm(board, near, 'write')).toBe('owned');
    const dma = api.mapSingle(plain, pages(near), 300, bidirectional);
    expect(harm(board, near, 'write')).toBe('device-misses-write');
    api.syncSingleForCpu(plain, dma + 100n, 50, bidirectional);
    expect([harm(board, near + 100n, 'write'), harm(board, near + 146n, 'write')]).toEqual([
      'owned',
      'owned',
    ]);
    expect([harm(board, near + 97n, 'write'), harm(board, near + 147n, 'write')]).toEqual([
      'device-misses-write',
      'device-misses-write',
    ]);
    api.syncSingleForDevice(plain, dma + 100n, 10, bidirectional);
    expect([harm(board, near + 108n, 'read'), harm(board, near + 110n, 'read')]).toEqual([
      'stale-read',
      'owned',
    ]);
    api.unmapSingle(plain, dma, 300, bidirectional);
    expect(harm(board, near, 'write')).toBe('owned');
  });

  it('stays the device where a sync names another direction', () => {
    const board = streamingBoard();
    const dma = board.api.mapSingle(board.plain, pages(near), 300, fromDevice);
    board.api.syncSingleForCpu(board.plain, dma, 300, toDevice);
    expect(harm(board, near, 'read')).toBe('stale-read');
  });

  it('decides what goes wrong: a race where both see the same bytes, old data where they do not', () => {
    const board = streamingBoard();
    const { api, wide, narrow } = board;
    // A coherent device, directly; then one that works on a copy.
    api.mapSingle(wide, pages(far), 300, fromDevice);
    expect([harm(board, far, 'read'), harm(board, far, 'write')]).toEqual(['race', 'race']);
    api.unmapSingle(wide, far, 300, fromDevice);
    api.mapSingle(narrow, pages(far), 300, fromDevice);
    expect([harm(board, far, 'read'), harm(board, far, 'write')]).toEqual(['stale-read', 'write-lost']);
    expect(api.touch({ phys: far, size: 4, access: 'read' })).toMatchObject({
      isBounced: true,
      kernelSays: 'nothing',
    });
  });

  it('may be read by the CPU while the device only reads', () => {
    const board = streamingBoard();
    board.api.mapSingle(board.plain, pages(near), 300, toDevice);
    expect([harm(board, near, 'read'), harm(board, near, 'write')]).toEqual(['none', 'device-misses-write']);
  });

  it('is found across any stretch of memory, at both ends of a large mapping', () => {
    const board = streamingBoard();
    board.api.mapPage(board.plain, pages(far), 8 << 20, fromDevice);
    expect(harm(board, far + (8n << 20n) - 1n, 'read')).toBe('stale-read');
    expect(harm(board, far + (8n << 20n), 'read')).toBe('owned');
    expect(harm(board, far - 4n, 'read')).toBe('owned');
  });

  it('is found for an access to more memory than there are mappings', () => {
    const board = streamingBoard();
    board.api.mapSingle(board.plain, pages(near), 300, fromDevice);
    const size = Number.MAX_SAFE_INTEGER;
    expect(board.api.touch({ phys: 0n, size, access: 'read' })?.harm).toBe('stale-read');
  });
});
