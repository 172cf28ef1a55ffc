import { z } from 'zod';

/** The `kernel` block of every command's JSON: which kernel this was, under which assumptions. */
export function kernelJsonSchema(): z.ZodObject {
  const textOrNull = (): z.ZodType => z.string().nullable();
  return z.strictObject({
    version: z.string(),
    requested: textOrNull(),
    arch: z.string(),
    pageSize: z.int().nonnegative(),
    basis: z.enum(['recorded', 'from source']),
    cmdline: z.string(),
    kconfig: textOrNull(),
    kernelImage: z.string(),
    initrd: textOrNull(),
    fdt: z.string(),
    assumed: z.array(z.string()),
  });
}
