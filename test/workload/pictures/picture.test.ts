import { describe, expect, it } from 'vitest';
import {
  type Picture,
  pictureBytes,
  planeBytes,
  readPicture,
} from '../../../src/workload/pictures/picture.ts';
import { pictureFormats } from '../../../src/workload/pictures/picture-formats.ts';

function picture(text: string): Picture {
  const result = readPicture(text);
  return result?.kind === 'picture' ? result.picture : expect.fail(`${text} is no picture`);
}

describe('readPicture', () => {
  it.each([
    // Lines and heights as the pages of the kernel's documentation, and known sizes of drivers, have them.
    ['1920x1080 NV12', 3_110_400],
    ['1920x1088 NV12', 3_133_440],
    ['1920x1080 NV15', 3_888_000],
    ['1920x1080 P010', 6_220_800],
    ['1920x1080 P030', 4_147_200],
    ['1920x1080 NV16', 4_147_200],
    ['1920x1080 NV20', 5_184_000],
    ['1920x1080 NV24', 6_220_800],
    ['1920x1080 YUV420', 3_110_400],
    ['1920x1080 YM12', 3_110_400],
    ['1920x1080 YUYV', 4_147_200],
    ['1920x1080 RGB565', 4_147_200],
    ['1920x1080 RG24', 6_220_800],
    ['1920x1080 XR24', 8_294_400],
    ['1920x1080 GREY', 2_073_600],
    ['3280x2464 SRGGB10P', 10_102_400],
    ['3280x2464 pBAA', 10_102_400],
    ['3280x2464 RG10', 16_163_840],
    ['4056x3040 SRGGB12P', 18_495_360],
    ['4056x3040 srggb12', 24_660_480],
  ])('knows the bytes of %s', (text, bytes) => {
    expect(pictureBytes(picture(text))).toBe(bytes);
  });

  it('rounds odd widths and heights up to whole groups of pixels', () => {
    expect(planeBytes(picture('641x361 NV12'))).toEqual([641 * 361, 642 * 181]);
    expect(planeBytes(picture('641x361 YUYV'))).toEqual([1284 * 361]);
    expect(planeBytes(picture('642x2 SRGGB10P'))).toEqual([805 * 2]);
  });

  it('is no picture without a format, and names the one that was meant', () => {
    expect(readPicture('1920x1080')).toBeUndefined();
    expect(readPicture('1920x1080x4 NV12')).toBeUndefined();
    expect(readPicture('1920x1080 NV21M')).toMatchObject({ kind: 'picture' });
    expect(readPicture('1920x1080 NV1')).toMatchObject({
      kind: 'unknown-format',
      message: expect.stringMatching(/neither a unit of size nor a format of pictures; did you mean `NV1/),
    });
  });
});

describe('planeBytes', () => {
  it('rounds the first plane up to the stride, and lets the others follow it', () => {
    const text = '1000x100 YUV420';
    expect(planeBytes(picture(text), { stride: 64 })).toEqual([1024 * 100, 512 * 50, 512 * 50]);
    expect(planeBytes(picture('1040x100 YUV420'), { stride: 64 })).toEqual([1088 * 100, 544 * 50, 544 * 50]);
  });

  it('rounds the lines of each separate plane up by itself', () => {
    const layout = { stride: 64, separate: true };
    expect(planeBytes(picture('1040x100 YUV420M'), layout)).toEqual([1088 * 100, 576 * 50, 576 * 50]);
  });

  it('rounds the height up before it is halved', () => {
    expect(planeBytes(picture('1920x1080 NV12'), { height: 16 })).toEqual([1920 * 1088, 1920 * 544]);
  });
});

describe('pictureFormats', () => {
  it('has no name twice, and says where each is from', () => {
    const names = pictureFormats.flatMap(({ name, also }) => [name, ...also].map((one) => one.toUpperCase()));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(pictureFormats.every(({ source }) => /(drivers|Documentation)\//.test(source))).toBe(true);
  });
});
