import { z } from 'zod';
import { sourceWords } from './operations/field-specs.ts';
import { addressSchema } from './operations/operation-schema.ts';
import type { StepExpectation, WorkloadExpectations } from './workload-document.ts';
import { workloadLimits } from './workload-limits.ts';

const percentOrSizePattern = /^\s*\d+(\.\d+)?\s*%\s*$|^[^%]+$/;
const percentOrSize = z
  .union([z.number().min(0), z.string().regex(percentOrSizePattern)])
  .describe('A percentage of the pool (`10%`), or a size.');

const percent = z.string().regex(/^\s*\d+(\.\d+)?\s*%\s*$/, 'A percentage, such as `10%`, is expected.');

const stepGives = z.strictObject({
  fails: z
    .union([z.int().min(0).max(workloadLimits.operations), z.string().min(1).max(500)])
    .optional()
    .describe('How many of its `count` fail; or all do, with this code or a cause that has this text in it.'),
  pool: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Of an `alloc`: the pool that it comes out of, by path, label or name of the region.'),
  from: z.enum(sourceWords).optional().describe('Who gives the memory, or which way a mapping goes.'),
  dma: addressSchema.optional().describe('The address that the device sees, of the first.'),
  rc: z.int().min(-4095).max(0).optional().describe('What the function returns: 0, or a negative errno.'),
  log: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('A part of a line that the kernel prints; `*` stands for any text.'),
});

/** `expect` of a step. */
export const stepExpectationSchema: z.ZodType<StepExpectation> = z
  .union([z.enum(['succeeds', 'all succeed', 'fails', 'any']), stepGives])
  .describe(
    'What the step comes to: all succeed (as if left out), all fail, no matter, or what stands here.',
  );

const poolLimits = {
  peak: percentOrSize.optional().describe('At most so much is in use at any time.'),
  headroom: percentOrSize.optional().describe('At least so much is free at any time.'),
  largestHole: percentOrSize.optional().describe('At least so much is free in one piece at any time.'),
  waste: percentOrSize.optional().describe('At most so much is lost to rounding when most is in use.'),
  fragmentation: percent
    .optional()
    .describe('At most so much of what is free lies outside the largest hole.'),
};

const poolExpectation = z.strictObject(poolLimits);

const expectations = z.strictObject({
  failures: z
    .union([z.enum(['none', 'any']), z.int().min(0)])
    .optional()
    .describe(
      'Failures of steps that do not say what they expect: none (as if left out), at most so many, or no matter.',
    ),
  ...poolLimits,
  dmaDebug: z
    .union([z.enum(['none', 'any']), z.int().min(0)])
    .optional()
    .describe(
      'What dma-debug complains of, where no step expects it by `log`: nothing (as if left out), at most so often, or no matter.',
    ),
  live: z
    .int()
    .min(0)
    .optional()
    .describe('At most so many buffers are live at the end; 0 says that nothing leaks.'),
  pools: z.record(z.string(), poolExpectation).optional().describe("By the region's path, label or name."),
});

/** `expect` of a workload. */
export const expectationsSchema: z.ZodType<WorkloadExpectations | 'all succeed'> = z
  .union([z.literal('all succeed'), expectations])
  .describe('What the workload comes to. Limits on pools stand for each pool in use.');

/** Keys, for "did you mean". */
export const expectationKeys: Readonly<Record<'stepExpectation' | 'expect' | 'pool', readonly string[]>> = {
  stepExpectation: Object.keys(stepGives.shape),
  expect: Object.keys(expectations.shape),
  pool: Object.keys(poolExpectation.shape),
};
