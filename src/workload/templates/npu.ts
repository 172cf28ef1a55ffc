import { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import { defineTemplate } from './define-template.ts';
import { bytes, device, few } from './parameters.ts';
import type { Template } from './template.ts';

/** A neural processor: a model, command rings, and the tensors of each inference. */
export const npu: Template = defineTemplate({
  name: 'npu',
  summary:
    'A neural processor: the weights of a model in one piece, command rings, and the tensors of each inference.',
  sources: [
    'Weights of 10 to 512 MiB in one piece: a user asks for 256 MiB (mv-weights); amd/xdna-driver pull requests 887 and 1712',
    'drivers/misc/fastrpc.c: buffers by dma_alloc_coherent()',
  ],
  parameters: z.strictObject({
    device,
    weights: bytes.describe('Of one model.'),
    models: few.optional().describe('Models that are loaded at once. Default: 1.'),
    rings: few.optional().describe('Command rings. Default: 2.'),
    ringSize: bytes.optional().describe('Default: 64 KiB.'),
    input: bytes.describe('Tensors that go in, of one inference.'),
    output: bytes.describe('Tensors that come out.'),
    inFlight: few.optional().describe('Inferences at once. Default: 2.'),
    inferences: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe(
        'How often the oldest tensors are freed and new ones allocated. Default: 0, they are used again.',
      ),
    keep: z.boolean().optional().describe('Whether the model stays loaded at the end. Default: no.'),
  }),
  steps: (parameters) => {
    const { device, weights, models = 1, rings = 2, ringSize = '64KiB', input, output } = parameters;
    const { inFlight = 2, inferences = 0, keep = false } = parameters;
    const tensors = (count: number): readonly WorkloadStep[] => [
      { alloc: { device, size: input, count, id: 'input' } },
      { alloc: { device, size: output, count, id: 'output' } },
    ];
    const next: readonly WorkloadStep[] = [
      { free: { id: 'input', oldest: 1 } },
      { free: { id: 'output', oldest: 1 } },
      ...tensors(1),
    ];
    return [
      { alloc: { device, size: ringSize, count: rings, id: 'ring' } },
      { alloc: { device, size: weights, count: models, id: 'weights' } },
      ...tensors(inFlight),
      ...(inferences === 0 ? [] : [{ repeat: inferences, steps: next }]),
      ...(keep ? [] : [{ free: ['input', 'output', 'weights', 'ring'] }]),
    ];
  },
});
