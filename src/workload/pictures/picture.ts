import { nearestNames } from '../nearest-name.ts';
import type { PictureFormat, PicturePlane } from './picture-format.ts';
import { pictureFormat, pictureFormatNames } from './picture-formats.ts';

/** A picture as its size says it: `1920x1080 NV12`. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
}

/** How a device wants a picture to lie. */
export interface PictureLayout {
  /** Bytes of which the first plane's line is a multiple; 1 if left out. */
  readonly stride?: number | undefined;
  /** Lines of which the picture's height is a multiple; 1 if left out. */
  readonly height?: number | undefined;
  /** Each plane is a buffer of its own, whose lines are a multiple of `stride` too. */
  readonly separate?: boolean | undefined;
}

export type PictureResult =
  | { readonly kind: 'picture'; readonly picture: Picture }
  /** A picture in a format that there is not. */
  | { readonly kind: 'unknown-format'; readonly name: string; readonly message: string };

const picturePattern = /^\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s+([A-Za-z][A-Za-z0-9]{1,15})\s*$/i;

/** Reads `1920x1080 NV12`; undefined if a text has not this form. */
export function readPicture(text: string): PictureResult | undefined {
  const [, width, height, name] = picturePattern.exec(text) ?? [];
  if (name === undefined) return undefined;
  const format = pictureFormat(name);
  if (format !== undefined)
    return { kind: 'picture', picture: { width: Number(width), height: Number(height), format } };
  const meant = nearestNames(name, pictureFormatNames(), 1)[0];
  const help = meant === undefined ? 'such as NV12, YUYV, XR24 or SRGGB10P' : `did you mean \`${meant}\`?`;
  const message = `\`${name}\` is neither a unit of size nor a format of pictures; ${help}`;
  return { kind: 'unknown-format', name, message: message.endsWith('?') ? message : `${message}.` };
}

/**
 * Bytes of each plane.
 *
 * Without an alignment as v4l2_fill_pixfmt_mp() works them out (drivers/media/v4l2-core/v4l2-common.c, 6.18), but that a group of pixels
 * that a line's end begins is there as a whole: drivers round the width up to it. With one, the first plane's line is rounded up; where all planes are one buffer the others follow it ("the
 * bytesperline value applies to the first plane and is divided by the same factor as the width field for the other planes": V4L2, struct
 * v4l2_pix_format), else each is rounded up by itself.
 */
export function planeBytes(
  { width, height, format }: Picture,
  layout: PictureLayout = {},
): readonly number[] {
  const { stride = 1 } = layout;
  const lines = alignUp(height, layout.height ?? 1);
  const [first] = format.planes;
  const firstLine = first === undefined ? 0 : alignUp(lineBytes(first, width), stride);
  return format.planes.map((plane, index) => {
    const own = lineBytes(plane, width);
    const follows = index > 0 && layout.separate !== true && stride > 1 && first !== undefined;
    const line = follows ? following(firstLine, first, plane) : alignUp(own, stride);
    return line * Math.ceil(lines / plane.lines);
  });
}

/** Bytes of the whole picture. */
export function pictureBytes(picture: Picture, layout: PictureLayout = {}): number {
  return planeBytes(picture, layout).reduce((sum, bytes) => sum + bytes, 0);
}

function lineBytes({ pixels, bytes }: PicturePlane, width: number): number {
  return Math.ceil(width / pixels) * bytes;
}

/** The line of a plane whose first plane has a line of `bytes`. */
function following(bytes: number, first: PicturePlane, plane: PicturePlane): number {
  return Math.ceil((bytes * plane.bytes * first.pixels) / (plane.pixels * first.bytes));
}

function alignUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
