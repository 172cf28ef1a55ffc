import { z } from 'zod';
import { defineTemplate } from './define-template.ts';
import { device, few, roundUp } from './parameters.ts';
import type { Template } from './template.ts';

/** RPMsg: a buffer and a ring are no larger than this, whatever the firmware asks for. */
const mostBuffers = 512;
const usualBufferSize = 512;
const usualEntries = 256;
const usualAlignment = 4096;

/** A remote processor: rings and message buffers. */
export const remoteproc: Template = defineTemplate({
  name: 'remoteproc',
  summary:
    "A remote processor's virtio rings and message buffers; its firmware lies in a region of its own, where nothing is allocated.",
  sources: [
    'include/uapi/linux/virtio_ring.h: vring_size(); drivers/remoteproc/remoteproc_core.c: rproc_alloc_vring(): in whole pages, by dma_alloc_coherent()',
    'drivers/rpmsg/virtio_rpmsg_bus.c: rpmsg_probe(): at most 512 buffers of 512 bytes, twice as many as a ring has entries, in one piece',
    '256 entries at an alignment of 4096 are 10246 bytes',
  ],
  parameters: z.strictObject({
    device,
    bufferDevice: device
      .optional()
      .describe('Who allocates the message buffers (vdev0buffer). Default: the same device.'),
    vrings: few.optional().describe('Rings. Default: 2.'),
    entries: z
      .int()
      .min(2)
      .max(32_768)
      .refine(isPowerOfTwo, {
        message: 'A ring has a power of two of entries.',
      })
      .optional()
      .describe('Entries of a ring. Default: 256.'),
    align: z
      .int()
      .min(1)
      .max(65_536)
      .refine(isPowerOfTwo, { message: 'An alignment is a power of two.' })
      .optional()
      .describe('Alignment within a ring, in bytes. Default: 4096.'),
    bufferSize: few.optional().describe('Bytes of a message. Default: 512.'),
    buffers: few
      .optional()
      .describe('Messages, both ways together. Default: twice the entries, at most 512.'),
    restarts: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('How often it is stopped and started. Default: never.'),
  }),
  steps: (parameters, { pageSize }) => {
    const { device, bufferDevice = device, vrings = 2, entries = usualEntries, restarts = 0 } = parameters;
    const { align = usualAlignment, bufferSize = usualBufferSize } = parameters;
    const { buffers = Math.min(entries * 2, mostBuffers) } = parameters;
    const start = [
      { alloc: { device, size: roundUp(vringSize(entries, align), pageSize), count: vrings, id: 'vring' } },
      { alloc: { device: bufferDevice, size: buffers * bufferSize, id: 'messages' } },
    ];
    if (restarts === 0) return start;
    return [...start, { repeat: restarts, steps: [{ free: ['messages', 'vring'] }, ...start] }];
  },
});

/** Bytes of a split virtqueue: descriptors and the available ring, aligned, then the used ring. */
export function vringSize(entries: number, align: number): number {
  return roundUp(16 * entries + 2 * (3 + entries), align) + 2 * 3 + 8 * entries;
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
