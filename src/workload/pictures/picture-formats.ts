import type { PictureFormat, PicturePlane } from './picture-format.ts';

const drm = 'drivers/gpu/drm/drm_fourcc.c, __drm_format_info()';
const v4l2 = 'drivers/media/v4l2-core/v4l2-common.c, v4l2_format_info()';
const media = (page: string): string => `Documentation/userspace-api/media/v4l/pixfmt-${page}.rst`;

function plane(pixels: number, bytes: number, lines: 1 | 2 = 1): PicturePlane {
  return { pixels, bytes, lines };
}

type Row = readonly [names: string, planes: readonly PicturePlane[], text: string, source: string];

const luma = plane(1, 1);

/** Names, the first of which is ours, then planes, what it is, and where that is written. */
const contiguous: readonly Row[] = [
  // YUV 4:2:0
  ['NV12 NV21', [luma, plane(2, 2, 2)], '8-bit 4:2:0, Y and CbCr', v4l2],
  ['NV15', [plane(4, 5), plane(4, 5, 2)], '10-bit 4:2:0, four values in five bytes', drm],
  ['P010 P012 P016', [plane(1, 2), plane(2, 4, 2)], '10 to 16-bit 4:2:0 in 16-bit words', drm],
  ['P030', [plane(3, 4), plane(6, 8, 2)], '10-bit 4:2:0, three values in four bytes', drm],
  ['YUV420 YU12 I420 YVU420 YV12', [luma, plane(2, 1, 2), plane(2, 1, 2)], '8-bit 4:2:0, Y, Cb and Cr', v4l2],
  // YUV 4:2:2
  ['NV16 NV61', [luma, plane(2, 2)], '8-bit 4:2:2, Y and CbCr', v4l2],
  ['NV20', [plane(4, 5), plane(4, 5)], '10-bit 4:2:2, four values in five bytes', drm],
  ['P210', [plane(1, 2), plane(2, 4)], '10-bit 4:2:2 in 16-bit words', drm],
  ['YUV422P YUV422 YU16 YVU422 YV16', [luma, plane(2, 1), plane(2, 1)], '8-bit 4:2:2, Y, Cb and Cr', v4l2],
  ['YUYV UYVY YVYU VYUY', [plane(2, 4)], '8-bit 4:2:2, packed', v4l2],
  ['Y210 Y212 Y216', [plane(2, 8)], '10 to 16-bit 4:2:2, packed, in 16-bit words', v4l2],
  // YUV 4:4:4 and grey
  ['NV24 NV42', [luma, plane(1, 2)], '8-bit 4:4:4, Y and CbCr', v4l2],
  ['NV30', [plane(4, 5), plane(2, 5)], '10-bit 4:4:4, four values in five bytes', drm],
  ['YUV444 YU24 YVU444 YV24', [luma, luma, luma], '8-bit 4:4:4, Y, Cb and Cr', drm],
  ['GREY R8', [luma], '8-bit grey', media('yuv-luma')],
  ['Y10 Y12 Y14 Y16', [plane(1, 2)], '10 to 16-bit grey in 16-bit words', media('yuv-luma')],
  ['Y10P', [plane(4, 5)], '10-bit grey, packed', media('yuv-luma')],
  ['Y12P', [plane(2, 3)], '12-bit grey, packed', media('yuv-luma')],
  // RGB
  ['RGB565 RG16 BG16 RGBP BGR565', [plane(1, 2)], '16-bit RGB 5:6:5', drm],
  ['XR15 AR15 XRGB1555 ARGB1555 AR12 XR12 ARGB4444 XRGB4444', [plane(1, 2)], '16-bit RGB', drm],
  ['RG24 BG24 RGB888 BGR888 RGB3 BGR3', [plane(1, 3)], '24-bit RGB', drm],
  [
    'XR24 AR24 XB24 AB24 RX24 RA24 BX24 BA24 XRGB8888 ARGB8888 XBGR8888 ABGR8888 RGBX8888 RGBA8888 BGRX8888 BGRA8888',
    [plane(1, 4)],
    '32-bit RGB',
    drm,
  ],
  ['XR30 AR30 XB30 AB30 XRGB2101010 ARGB2101010 XBGR2101010 ABGR2101010', [plane(1, 4)], '30-bit RGB', drm],
  ['XR48 AR48 XB48 AB48 XR4H AR4H XB4H AB4H', [plane(1, 8)], '64-bit RGB', drm],
  // Raw Bayer
  ['SRGGB8 RGGB SBGGR8 BA81 SGBRG8 GBRG SGRBG8 GRBG', [luma], '8-bit Bayer', media('srggb8')],
  [
    'SRGGB10 RG10 SBGGR10 BG10 SGBRG10 GB10 SGRBG10 BA10',
    [plane(1, 2)],
    '10-bit Bayer in 16-bit words',
    media('srggb10'),
  ],
  [
    'SRGGB10P pRAA SBGGR10P pBAA SGBRG10P pGAA SGRBG10P',
    [plane(4, 5)],
    '10-bit Bayer, packed: four pixels in five bytes',
    media('srggb10p'),
  ],
  [
    'SRGGB12 RG12 SBGGR12 BG12 SGBRG12 GB12 SGRBG12 BA12',
    [plane(1, 2)],
    '12-bit Bayer in 16-bit words',
    media('srggb12'),
  ],
  [
    'SRGGB12P pRCC SBGGR12P pBCC SGBRG12P pGCC SGRBG12P',
    [plane(2, 3)],
    '12-bit Bayer, packed: two pixels in three bytes',
    media('srggb12p'),
  ],
  [
    'SRGGB14P pREE SBGGR14P pBEE SGBRG14P pGEE SGRBG14P',
    [plane(4, 7)],
    '14-bit Bayer, packed: four pixels in seven bytes',
    media('srggb14p'),
  ],
  ['SRGGB16 SBGGR16 BYR2 SGBRG16 GB16 SGRBG16 GR16', [plane(1, 2)], '16-bit Bayer', media('srggb16')],
];

/** V4L2's formats whose planes are buffers of their own (`V4L2_PIX_FMT_…M`). */
const separate: readonly Row[] = [
  ['NV12M NM12 NV21M NM21', [luma, plane(2, 2, 2)], '8-bit 4:2:0, Y and CbCr apart', v4l2],
  ['NV16M NM16 NV61M NM61', [luma, plane(2, 2)], '8-bit 4:2:2, Y and CbCr apart', v4l2],
  [
    'YUV420M YM12 YVU420M YM21',
    [luma, plane(2, 1, 2), plane(2, 1, 2)],
    '8-bit 4:2:0, Y, Cb and Cr apart',
    v4l2,
  ],
  ['YUV422M YM16 YVU422M YM61', [luma, plane(2, 1), plane(2, 1)], '8-bit 4:2:2, Y, Cb and Cr apart', v4l2],
  ['YUV444M YM24 YVU444M YM42', [luma, luma, luma], '8-bit 4:4:4, Y, Cb and Cr apart', v4l2],
];

/** Every format that a size may name. */
export const pictureFormats: readonly PictureFormat[] = [
  ...contiguous.map((row) => formatOf(row, false)),
  ...separate.map((row) => formatOf(row, true)),
];

function formatOf([names, planes, text, source]: Row, isSeparate: boolean): PictureFormat {
  const [name = '', ...also] = names.split(' ');
  return { name, also, planes, separate: isSeparate, text, source };
}

const byName: ReadonlyMap<string, PictureFormat> = new Map(
  pictureFormats.flatMap((format) =>
    [format.name, ...format.also].map((name) => [name.toUpperCase(), format] as const),
  ),
);

/** The format of a name, in upper or lower case. */
export function pictureFormat(name: string): PictureFormat | undefined {
  return byName.get(name.toUpperCase());
}

/** Every name of every format, as it is written. */
export function pictureFormatNames(): readonly string[] {
  return pictureFormats.flatMap(({ name, also }) => [name, ...also]);
}
