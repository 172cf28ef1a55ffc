import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import { defineTemplate } from './define-template.ts';
import { device, dimensions, few, format, picture, roundUp } from './parameters.ts';
import type { Template } from './template.ts';

const usualSources = 5;
/** The picture that is coded, and the one that it is coded against. */
const usualReconstructed = 2;
const usualBitstreams = 2;

/** Video encoders. */
export const encoder: Template = defineTemplate({
  name: 'encoder',
  summary: 'A video encoder: source frames, reconstructed pictures and coded buffers of half a frame.',
  sources: [
    'AMD PG252, CMA size requirements of the video codec unit: a 1080p 4:2:0 stream takes some 32 MB, 2160p 117 to 208 MB',
    'drivers/media/platform/verisilicon/rockchip_vpu2_hw_h264_enc.c: two reconstructed pictures',
  ],
  parameters: z.strictObject({
    device,
    size: picture,
    chroma: z.enum(['4:2:0', '4:2:2']).optional().describe('Default: 4:2:0.'),
    depth: z
      .union([z.literal(8), z.literal(10)])
      .optional()
      .describe('Bits a sample. Default: 8.'),
    format: format.optional().describe('In place of what chroma and depth say.'),
    sourceFrames: few.optional().describe('Frames that wait or are coded. Default: 5.'),
    reconstructed: few.optional().describe('Pictures for reference. Default: 2; more with B frames.'),
    bitstreams: few.optional().describe('Coded buffers. Default: 2.'),
    streams: few.optional().describe('Default: 1.'),
    keep: z.boolean().optional().describe('Whether encoding goes on at the end. Default: no.'),
  }),
  steps: (parameters) => {
    const { device, chroma = '4:2:0', depth = 8, streams = 1, keep = false } = parameters;
    const { sourceFrames = usualSources, reconstructed = usualReconstructed } = parameters;
    const { bitstreams = usualBitstreams } = parameters;
    const { width, height } = dimensions(parameters.size);
    const format = parameters.format ?? formatOf(chroma, depth);
    const size = `${roundUp(width, 16)}x${roundUp(height, 16)} ${format}`;
    const coded = roundUp(Math.ceil((frameSamples(width, height, chroma) * (depth > 8 ? 2 : 1)) / 2), 4096);

    const streamNumbers = Array.from({ length: streams }, (_, stream) => stream);
    const begin = streamNumbers.flatMap((stream): readonly WorkloadStep[] => [
      { alloc: { device, size, count: sourceFrames, id: `source${stream}` } },
      { alloc: { device, size, count: reconstructed, id: `reference${stream}` } },
      { alloc: { device, size: coded, count: bitstreams, id: `coded${stream}` } },
    ]);
    const end = streamNumbers.map(
      (stream): WorkloadStep => ({ free: [`source${stream}`, `reference${stream}`, `coded${stream}`] }),
    );
    return keep ? begin : [...begin, ...end];
  },
});

function formatOf(chroma: '4:2:0' | '4:2:2', depth: 8 | 10): string {
  if (chroma === '4:2:0') return depth === 8 ? 'NV12' : 'P010';
  return depth === 8 ? 'NV16' : 'P210';
}

function frameSamples(width: number, height: number, chroma: '4:2:0' | '4:2:2'): number {
  return width * height * (chroma === '4:2:0' ? 1.5 : 2);
}
