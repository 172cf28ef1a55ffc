import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import { defineTemplate } from './define-template.ts';
import { device, few } from './parameters.ts';
import type { Template } from './template.ts';

/** A network device: descriptor rings. */
export const network: Template = defineTemplate({
  name: 'network',
  summary: 'Descriptor rings of a network device, allocated when the interface is brought up.',
  sources: [
    'drivers/net/ethernet/stmicro/stmmac/stmmac_main.c: alloc_dma_rx_desc_resources(), alloc_dma_tx_desc_resources(): 512 descriptors of 16 to 64 bytes a queue, by dma_alloc_coherent()',
    'Packets themselves are pages of the page allocator that the driver maps; they are not in this template',
  ],
  parameters: z.strictObject({
    device,
    receiveQueues: few.optional().describe('Default: 1.'),
    transmitQueues: few.optional().describe('Default: as many as receive.'),
    descriptors: few.optional().describe('Descriptors of a queue. Default: 512.'),
    descriptorSize: few.optional().describe('Bytes of a descriptor. Default: 16.'),
    restarts: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('How often the interface goes down and up. Default: never.'),
  }),
  steps: ({
    device,
    receiveQueues = 1,
    transmitQueues = receiveQueues,
    descriptors = 512,
    descriptorSize = 16,
    restarts = 0,
  }) => {
    const size = descriptors * descriptorSize;
    const up: readonly WorkloadStep[] = [
      { alloc: { device, size, count: receiveQueues, id: 'rx' } },
      { alloc: { device, size, count: transmitQueues, id: 'tx' } },
    ];
    if (restarts === 0) return up;
    return [...up, { repeat: restarts, steps: [{ free: ['rx', 'tx'] }, ...up] }];
  },
});
