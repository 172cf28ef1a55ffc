import { z } from 'zod';
import { defineTemplate } from './define-template.ts';
import { bytes, device, few } from './parameters.ts';
import type { Template } from './template.ts';

/** Buffers that a trusted environment protects. */
export const tee: Template = defineTemplate({
  name: 'tee',
  summary:
    'Protected buffers of a trusted environment; its own core and shared memory are regions where nothing is allocated.',
  sources: [
    'drivers/tee/optee: a static shared-memory region (2 MiB on most boards) and a core of 16 to 30 MiB, both carved out',
    'drivers/tee/tee_heap.c: protected buffers by dma_alloc_pages() from a device, or from a pool of its own',
  ],
  parameters: z.strictObject({
    device: device.describe('Whose region the protected buffers come from.'),
    buffer: bytes.describe('Of one protected buffer, such as a frame of protected video.'),
    buffers: few.optional().describe('Of a session. Default: 4.'),
    sharedMemory: bytes.optional().describe('Of a session, beside them. Default: none.'),
    sessions: few.optional().describe('Sessions at once. Default: 1.'),
    rounds: few.optional().describe('How often all sessions are opened and closed. Default: 1.'),
    keep: z.boolean().optional().describe('Whether the last ones stay open at the end. Default: no.'),
  }),
  steps: ({ device, buffer, buffers = 4, sharedMemory, sessions = 1, rounds = 1, keep = false }) => {
    const numbers = Array.from({ length: sessions }, (_, session) => session);
    const open = numbers.flatMap((session) => [
      ...(sharedMemory === undefined
        ? []
        : [{ alloc: { device, size: sharedMemory, id: `shared${session}` } }]),
      { alloc: { device, size: buffer, count: buffers, id: `protected${session}` } },
    ]);
    const close = numbers.map((session) => ({
      free: [`protected${session}`, ...(sharedMemory === undefined ? [] : [`shared${session}`])],
    }));
    if (!keep) return [{ repeat: rounds, steps: [...open, ...close] }];
    return rounds === 1 ? open : [...open, { repeat: rounds - 1, steps: [...close, ...open] }];
  },
});
