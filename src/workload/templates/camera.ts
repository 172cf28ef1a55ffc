import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import { defineTemplate } from './define-template.ts';
import { bytes, device, few, format, picture } from './parameters.ts';
import type { Template } from './template.ts';

const usualFrameRate = 30;
/** Milliseconds from the end of a frame's exposure to the return of its buffer. */
const usualLatency = 66;
/** Fewer, and a capture queue stops at the first delay. */
const fewestBuffers = 3;

/** Capture queues, allocated when a stream begins and freed when it ends. */
export const camera: Template = defineTemplate({
  name: 'camera',
  summary: 'Capture buffers, allocated when a stream begins and freed when it ends.',
  sources: [
    'drivers/media/common/videobuf2/videobuf2-core.c: vb2_core_reqbufs(), __vb2_queue_free(): all buffers of a queue at once, each plane in whole pages',
    'drivers/media/common/videobuf2/videobuf2-dma-contig.c: vb2_dc_alloc()',
    'Eight buffers of 1080p YUYV, as yavta takes them, are 32 MiB: OV5640 on AM62x',
  ],
  parameters: z.strictObject({
    device,
    size: picture,
    format: format.optional().describe('Default: YUYV.'),
    frameRate: z.number().positive().max(10_000).optional().describe('Frames a second. Default: 30.'),
    latency: z
      .number()
      .positive()
      .max(60_000)
      .optional()
      .describe('Milliseconds until the application gives a buffer back. Default: 66.'),
    buffers: few
      .optional()
      .describe('Buffers of a queue. Default: one that fills, and those that the latency holds; at least 3.'),
    stride: few.optional().describe('Bytes to which a line is rounded up. Default: 64.'),
    planes: z
      .enum(['together', 'separate'])
      .optional()
      .describe('Whether each plane is a buffer. Default: together.'),
    statistics: bytes
      .optional()
      .describe('Size of the statistics and parameter buffers, of which there are as many.'),
    streams: few.optional().describe('Cameras of this kind at once. Default: 1.'),
    sessions: few.optional().describe('How often streaming begins and ends. Default: 1.'),
    keep: z.boolean().optional().describe('Whether the last session goes on at the end. Default: no.'),
  }),
  steps: (parameters) => {
    const { device, size, format = 'YUYV', stride = 64, planes, statistics } = parameters;
    const { streams = 1, sessions = 1, keep = false } = parameters;
    const count = parameters.buffers ?? captureBuffers(parameters);
    const numbers = Array.from({ length: streams }, (_, stream) => stream);

    const begin = numbers.flatMap((stream): readonly WorkloadStep[] => [
      { alloc: { device, size: `${size} ${format}`, stride, planes, count, id: `frame${stream}` } },
      ...(statistics === undefined
        ? []
        : [{ alloc: { device, size: statistics, count, id: `statistics${stream}` } }]),
    ]);
    const end = numbers.flatMap((stream): readonly WorkloadStep[] => [
      { free: `frame${stream}` },
      ...(statistics === undefined ? [] : [{ free: `statistics${stream}` }]),
    ]);
    if (!keep) return [{ repeat: sessions, steps: [...begin, ...end] }];
    return sessions === 1 ? begin : [...begin, { repeat: sessions - 1, steps: [...end, ...begin] }];
  },
});

/** One buffer fills while those of the frames within the latency are still out. */
export function captureBuffers({
  frameRate = usualFrameRate,
  latency = usualLatency,
}: {
  readonly frameRate?: number | undefined;
  readonly latency?: number | undefined;
}): number {
  return Math.max(fewestBuffers, 1 + Math.ceil((frameRate * latency) / 1000));
}
