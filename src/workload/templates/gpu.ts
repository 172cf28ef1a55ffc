import { z } from 'zod';
import { defineTemplate } from './define-template.ts';
import { bytes, device, few } from './parameters.ts';
import type { Template } from './template.ts';

/** A GPU without an IOMMU, whose buffer objects come and go. */
export const gpu: Template = defineTemplate({
  name: 'gpu',
  summary:
    'A GPU without an IOMMU: one large buffer at probe, then hundreds of objects of very different sizes that come and go.',
  sources: [
    'drivers/gpu/drm/vc4/vc4_v3d.c: 16 MiB for the binner at probe; vc4_bo.c: objects of whole pages from CMA, kept in a cache',
    'anholt/linux issue 94: 64 objects take 62 MB of 64; issue 76: 173 objects take 88 MB',
  ],
  parameters: z.strictObject({
    device,
    objects: few.describe('The most that are live at once.'),
    smallest: bytes.optional().describe('Default: 4 KiB.'),
    largest: bytes.optional().describe('Default: 4 MiB; each doubling from the smallest on is alike.'),
    operations: z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe('Allocations and frees. Default: 20 for each object.'),
    binner: z
      .union([z.literal(false), bytes])
      .optional()
      .describe('The buffer at probe. Default: 16 MiB; `false`: none.'),
    seed: z.int().min(0).max(0xffff_ffff).optional(),
    keep: z.boolean().optional().describe('Whether objects are left live at the end. Default: no.'),
  }),
  steps: ({
    device,
    objects,
    smallest = '4KiB',
    largest = '4MiB',
    operations,
    binner = '16MiB',
    seed,
    keep,
  }) => [
    ...(binner === false ? [] : [{ alloc: { device, size: binner, id: 'binner' } }]),
    {
      random: {
        device,
        operations: operations ?? objects * 20,
        size: { logUniform: [smallest, largest] as const, multiple: '4KiB' },
        live: objects,
        lifetime: { geometric: { mean: objects } },
        id: 'object',
        ...(seed === undefined ? {} : { seed }),
        ...(keep === undefined ? {} : { keep }),
      },
    },
  ],
});
