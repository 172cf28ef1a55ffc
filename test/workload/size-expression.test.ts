import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize } from '../../src/workload/size-expression.ts';

describe('parseSize', () => {
  it.each([
    [4096, 4096],
    ['4096', 4096],
    ['0x1000', 4096],
    ['64KiB', 65536],
    ['64 KiB', 65536],
    ['3MiB', 3 << 20],
    ['2G', 2 ** 31],
    ['1 TiB', 2 ** 40],
    ['1920x1080x4', 8294400],
    ['1920 x 1088 x 1.5', 3133440],
    ['1920×1080×2', 4147200],
    ['3 * 64KiB', 196608],
    ['1.5MiB', 1572864],
    ['100 bytes', 100],
    ['512 x 64 B', 32768],
    ['1920x1080 NV12', 3110400],
    ['2 x 64 K', 131072],
  ])('takes %s', (written, bytes) => {
    expect(parseSize(written)).toEqual({ ok: true, size: { kind: 'bytes', bytes } });
  });

  it('leaves pages to the board', () => {
    expect(parseSize('4 pages')).toEqual({ ok: true, size: { kind: 'pages', pages: 4 } });
    expect(parseSize('2 x 3 pages')).toEqual({ ok: true, size: { kind: 'pages', pages: 6 } });
  });

  it.each([
    ['', /not a size/],
    ['big', /not a size/],
    ['-4096', /not a size/],
    ['1e3', /not a size|unit/],
    ['4 parsecs', /`parsecs` is not a unit/],
    ['4MB', /write MiB/],
    ['1920x1080 NV21X', /neither a unit of size nor a format of pictures/],
    ['0x1080 NV12', /at least 1 byte/],
    ['0', /at least 1 byte/],
    ['0x0', /at least 1 byte/],
    ['1921x1081x1.5', /3114901.5 bytes, which is not a whole number/],
    ['9007199254740992', /more than 2\^53 - 1/],
    ['8192 TiB x 2', /more than 2\^53 - 1/],
    ['2 pages x 2 pages', /pages by pages/],
    ['1x'.repeat(100), /at most 100 characters/],
  ])('refuses %s', (written, message) => {
    const result = parseSize(written);
    expect(result).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });

  it('multiplies exactly, as whole numbers do', () => {
    const factor = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(factor, factor, fc.integer({ min: 1, max: 200_000 }), (width, height, bytes) => {
        const result = parseSize(`${width}x${height} x ${bytes}`);
        const product = BigInt(width) * BigInt(height) * BigInt(bytes);
        if (product > BigInt(Number.MAX_SAFE_INTEGER)) return !result.ok;
        return result.ok && result.size.kind === 'bytes' && BigInt(result.size.bytes) === product;
      }),
    );
  });
});
