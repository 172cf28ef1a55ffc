import { z } from 'zod';

/** A device, as anywhere in a workload. */
export const device: z.ZodString = z
  .string()
  .min(1)
  .max(1000)
  .describe('The path of a node, a label, an alias of /aliases, or a name of `devices`.');

const frameSize = /^\s*([1-9]\d{0,4})\s*[x×]\s*([1-9]\d{0,4})\s*$/;

/** Width and height of a picture. */
export const picture: z.ZodString = z
  .string()
  .regex(frameSize, 'Expected width and height in pixels, such as `1920x1080`.')
  .describe('Width and height in pixels, such as `1920x1080`.');

/** A size in bytes, as in `alloc`; what is wrong with it is said where the buffer is allocated. */
export const bytes: z.ZodUnion<readonly [z.ZodNumber, z.ZodString]> = z.union([
  z.number().positive(),
  z.string().min(1).max(100),
]);

/** A number of things, of which there is at least one. */
export const few: z.ZodInt = z.int().min(1).max(10_000);

/** A pixel format by its four letters, as DRM and V4L2 name it. */
export const format: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9_]{2,12}$/, 'Expected a format, such as `NV12`.');

/** The width and height that {@link picture} took. */
export function dimensions(written: string): { readonly width: number; readonly height: number } {
  const [, width, height] = frameSize.exec(written) ?? [];
  return { width: Number(width), height: Number(height) };
}

/** The least multiple of `unit` that is not less. */
export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
