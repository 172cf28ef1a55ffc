import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import { defineTemplate } from './define-template.ts';
import { device, few, format, picture } from './parameters.ts';
import type { Template } from './template.ts';

/** Two: one is shown while the next is drawn; three where the compositor runs ahead. */
const usualBuffers = 2;
/** Bytes; what most controllers ask for lies between 8 and 256. */
const usualPitchAlignment = 64;

/** Scan-out buffers, allocated at start and kept. */
export const display: Template = defineTemplate({
  name: 'display',
  summary: 'Scan-out buffers of a display controller, allocated at start and kept.',
  sources: [
    'drivers/gpu/drm/drm_gem_dma_helper.c: drm_gem_dma_dumb_create(), drm_gem_dma_create(): pitch times height, in whole pages, by dma_alloc_wc()',
    'A 1920x1080 screen of 32 bits a pixel is 2025 pages: raspberrypi/linux issue 2966',
  ],
  parameters: z.strictObject({
    device,
    size: picture,
    format: format.optional().describe('Of the screen. Default: XR24, four bytes a pixel.'),
    buffers: few.optional().describe('Buffers of the screen. Default: 2; a compositor has 3.'),
    pitchAlign: few.optional().describe('Bytes to which a line is rounded up. Default: 64.'),
    overlays: z
      .array(z.strictObject({ size: picture, format: format.optional(), buffers: few.optional() }))
      .max(16)
      .optional()
      .describe('Further planes; their format is NV12 if left out.'),
    cursor: picture.optional().describe('A cursor plane, such as `64x64`; always AR24, and one buffer.'),
  }),
  steps: ({ device, size, format = 'XR24', buffers = usualBuffers, pitchAlign, overlays = [], cursor }) => {
    const stride = pitchAlign ?? usualPitchAlignment;
    const plane = (id: string, picture: string, count: number): WorkloadStep => ({
      alloc: { device, size: picture, stride, count, id, attrs: ['write-combine'] },
    });
    return [
      plane('frame', `${size} ${format}`, buffers),
      ...overlays.map((overlay, index) =>
        plane(
          `overlay${index}`,
          `${overlay.size} ${overlay.format ?? 'NV12'}`,
          overlay.buffers ?? usualBuffers,
        ),
      ),
      ...(cursor === undefined ? [] : [plane('cursor', `${cursor} AR24`, 1)]),
    ];
  },
});
