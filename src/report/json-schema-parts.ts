import { z } from 'zod';

// What the shapes of JSON results are made of; made anew each time, since nothing is done at import.

export const count = (): z.ZodType => z.int().nonnegative();
export const text = (): z.ZodType => z.string();
export const textOrNull = (): z.ZodType => z.string().nullable();
/** An address or a size: 64 bits do not fit a JSON number. */
export const hexText = (): z.ZodType => z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);
export const share = (): z.ZodType => z.number().min(0).max(1);
