import { z } from 'zod';
import { defineTemplate } from './define-template.ts';
import { bytes, device, few } from './parameters.ts';
import type { Template } from './template.ts';

const usualSubstreams = 2;
/** prealloc_buffer_size_kbytes. */
const usualPreallocation = '512KiB';

/** Sound: a cyclic buffer for each direction. */
export const audio: Template = defineTemplate({
  name: 'audio',
  summary: 'Cyclic buffers of sound, allocated when the driver probes and kept.',
  sources: [
    'sound/soc/soc-generic-dmaengine-pcm.c: dmaengine_pcm_new(): 512 KiB for each substream (prealloc_buffer_size_kbytes)',
    'sound/core/memalloc.c: snd_dma_alloc_dir_pages()',
  ],
  parameters: z
    .strictObject({
      device,
      substreams: few.optional().describe('Playback and capture are two. Default: 2.'),
      buffer: bytes
        .optional()
        .describe('Of a substream. Default: 512 KiB, or what the figures below come to.'),
      rate: z.int().min(1000).max(1_536_000).optional().describe('Samples a second, such as 48000.'),
      channels: few.optional().describe('Default: 2.'),
      bits: z
        .union([z.literal(8), z.literal(16), z.literal(24), z.literal(32)])
        .optional()
        .describe('Bits of a sample; 24 take four bytes. Default: 16.'),
      duration: z
        .number()
        .positive()
        .max(600_000)
        .optional()
        .describe('Milliseconds of sound in a buffer. Default: 500.'),
    })
    .superRefine(({ buffer, rate, channels, bits, duration }, context) => {
      const figures = { channels, bits, duration };
      const first = Object.entries(figures).find(([, value]) => value !== undefined)?.[0];
      if (rate === undefined && first !== undefined)
        context.addIssue({ code: 'custom', message: `\`${first}\` needs \`rate\`.`, path: [first] });
      if (rate !== undefined && buffer !== undefined)
        context.addIssue({ code: 'custom', message: 'Either `buffer` or `rate`, not both.', path: ['rate'] });
    }),
  steps: ({
    device,
    substreams = usualSubstreams,
    buffer,
    rate,
    channels = 2,
    bits = 16,
    duration = 500,
  }) => [
    {
      alloc: {
        device,
        size:
          rate === undefined
            ? (buffer ?? usualPreallocation)
            : cyclicBuffer({ rate, channels, bits, duration }),
        count: substreams,
        id: 'ring',
      },
    },
  ],
});

/** Bytes of `duration` milliseconds, in whole samples. */
export function cyclicBuffer(sound: {
  readonly rate: number;
  readonly channels: number;
  readonly bits: number;
  readonly duration: number;
}): number {
  const sample = sound.bits === 24 ? 4 : sound.bits / 8;
  return Math.ceil((sound.rate * sound.duration) / 1000) * sound.channels * sample;
}
