import { describe, expect, it } from 'vitest';
import { type CodecName, pictureBuffers } from '../../../src/workload/templates/decoded-picture-buffer.ts';

const kept = (
  codec: CodecName,
  level: string | undefined,
  width: number,
  height: number,
): number | string => {
  const found = pictureBuffers({ codec, level, width, height });
  return found.ok ? found.pictures : found.message;
};

describe('the pictures that a decoder keeps', () => {
  it.each([
    // Known figures: 1080p at level 4 keeps 4, at 5 13, at 5.1 16; 720p at 3.1 keeps 5, at 4 9.
    ['h264', '4.1', 1920, 1088, 4],
    ['h264', '5', 1920, 1088, 13],
    ['h264', '5.1', 1920, 1088, 16],
    ['h264', '3.1', 1280, 720, 5],
    ['h264', '4', 1280, 720, 9],
    ['h264', '5.1', 3840, 2160, 5],
    ['h264', '1b', 176, 144, 4],
    // MaxDpbSize is 6 at the largest picture of a level, and has the current picture in it.
    ['hevc', '4.1', 1920, 1080, 5],
    ['hevc', '5.1', 3840, 2160, 5],
    ['hevc', '5.1', 1920, 1080, 15],
    ['hevc', '4', 1280, 720, 11],
    ['vp8', undefined, 1920, 1080, 3],
    ['vp9', '4.1', 1920, 1080, 8],
    ['av1', '4.0', 1920, 1080, 8],
    ['mpeg2', undefined, 720, 576, 2],
  ] as const)('%s at level %s of %dx%d: %d', (codec, level, width, height, pictures) => {
    expect(kept(codec, level, width, height)).toBe(pictures);
  });

  it('are those of the lowest level that allows the size, where none is named', () => {
    expect(pictureBuffers({ codec: 'h264', level: undefined, width: 1920, height: 1080 })).toEqual({
      ok: true,
      pictures: 4,
      level: '4',
    });
  });

  it('are not told of a picture that the level does not allow', () => {
    expect(kept('h264', '3.1', 1920, 1080)).toBe(
      'h264 at level 3.1 allows 3600 macroblocks, not 1920x1080 (8160 macroblocks).',
    );
    expect(kept('hevc', undefined, 20_000, 20_000)).toContain('No level of hevc allows 20000x20000');
  });

  it('are not told of a level that there is not', () => {
    expect(kept('h264', '7', 1920, 1080)).toContain('h264 has no level 7; it has 1, 1b, 1.1');
    expect(kept('vp8', '4', 1920, 1080)).toContain('do not hang on a level');
  });
});
