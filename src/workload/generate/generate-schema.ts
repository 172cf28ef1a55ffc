import { z } from 'zod';
import { allocCallWords, attrWords, gfpWords } from '../operations/field-specs.ts';
import type { WorkloadStep } from '../workload-document.ts';
import { workloadLimits } from '../workload-limits.ts';
import type { WorkloadActor, WorkloadDistribution, WorkloadRandom } from './generate-document.ts';
import { lifetimePattern } from './lifetime.ts';

const amount = z.union([z.number(), z.string().min(1).max(100)]);
const pair = z.tuple([amount, amount]);
const weight = z.int().min(1).max(1_000_000);
const count = z.int().min(1).max(workloadLimits.operations);

/** What is chosen, to its weight. */
function weights(longest: number): z.ZodType<Readonly<Record<string, number>>> {
  return z
    .record(z.string().min(1).max(longest), weight)
    .refine((chosen) => Object.keys(chosen).length > 0, { message: 'Expected at least one to choose.' })
    .meta({ minProperties: 1 });
}

const distributionMembers = {
  uniform: pair.optional().describe('From the first to the second, each alike.'),
  logUniform: pair.optional().describe('From the first to the second, each doubling alike.'),
  choose: z
    .union([z.array(amount).min(1).max(1000), weights(100)])
    .optional()
    .describe('One of these: a list of values that are alike, or values with weights.'),
  normal: z
    .strictObject({ mean: amount, deviation: amount })
    .optional()
    .describe('Around the mean; never further from it than six deviations.'),
  geometric: z
    .strictObject({ mean: amount })
    .optional()
    .describe('From 1 on, each less likely than the one before by the same factor.'),
};
const kinds = ['uniform', 'logUniform', 'choose', 'normal', 'geometric'] as const;

const drawn = z
  .strictObject({
    ...distributionMembers,
    multiple: amount.optional().describe('What is drawn is rounded up to a multiple of this.'),
  })
  .superRefine((value, context) => {
    if (kinds.filter((kind) => value[kind] !== undefined).length === 1) return;
    const names = kinds.map((kind) => `\`${kind}\``).join(', ');
    context.addIssue({ code: 'custom', message: `A distribution has exactly one of ${names}.` });
  })
  .meta({ oneOf: kinds.map((kind) => ({ required: [kind] })) });

const distribution: z.ZodType<WorkloadDistribution> = z.union([
  z.number(),
  z.string().min(1).max(100),
  drawn,
]);

/** `lifetime` of an `alloc`. */
export const lifetimeSchema: z.ZodType<string> = z
  .string()
  .regex(lifetimePattern, 'Expected `2 rounds`, `20 operations` or `phase`.')
  .describe(
    'When its buffers are freed by themselves: after so many rounds of the innermost loop, after so many operations of its actor, or at the end of its phase.',
  );

const random = z
  .strictObject({
    device: z.string().min(1).max(1000).optional().describe('Who allocates.'),
    devices: z
      .union([z.array(z.string().min(1).max(1000)).min(1).max(1000), weights(1000)])
      .optional()
      .describe('Who allocates: a list of devices that are alike, or devices with weights.'),
    operations: count.describe('How many allocations and frees, together.'),
    size: distribution.describe('A size, or how sizes are drawn.'),
    lifetime: distribution
      .optional()
      .describe('After how many operations of this step a buffer is freed, or how that is drawn.'),
    live: z
      .int()
      .min(1)
      .max(workloadLimits.live)
      .optional()
      .describe('At most so many of its buffers are live.'),
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .optional()
      .describe('Another seed, other numbers; if left out, the place of the step among its kind.'),
    id: z
      .string()
      .max(200)
      .regex(
        /^[A-Za-z_][A-Za-z0-9_.-]*$/,
        'An id begins with a letter or `_` and goes on with letters, digits, `_`, `-` and `.`.',
      )
      .optional()
      .describe('The name by which its buffers are freed; it belongs to this step alone.'),
    keep: z.boolean().optional().describe('What is left at its end stays live.'),
    gfp: z.enum(gfpWords).optional().describe('As in `alloc`.'),
    attrs: z.array(z.enum(attrWords)).optional().describe('As in `alloc`.'),
    call: z.enum(allocCallWords).optional().describe('As in `alloc`.'),
  })
  .superRefine((value, context) => {
    if ((value.device === undefined) === (value.devices === undefined))
      context.addIssue({ code: 'custom', message: 'A `random` has either `device` or `devices`.' });
    if (value.lifetime === undefined && value.live === undefined)
      context.addIssue({
        code: 'custom',
        message: 'A `random` needs `lifetime`, `live` or both: without, it would never free.',
      });
  })
  .meta({
    allOf: [
      { oneOf: [{ required: ['device'] }, { required: ['devices'] }] },
      { anyOf: [{ required: ['lifetime'] }, { required: ['live'] }] },
    ],
  });

/** `random`: allocations and frees by seeded chance. */
export const randomSchema: z.ZodType<WorkloadRandom> = random;

/** `parallel`: actors that take turns; `steps` is the schema of a list of steps. */
export function parallelSchema(
  steps: () => z.ZodType<readonly WorkloadStep[]>,
): z.ZodType<readonly WorkloadActor[]> {
  const actor = z.strictObject({
    actor: z.string().min(1).max(200).describe('Its name, in the report.'),
    per: count.optional().describe('Operations a turn; 1 if left out.'),
    start: z
      .int()
      .min(0)
      .max(workloadLimits.operations)
      .optional()
      .describe('Rounds that go by before its first turn; 0 if left out.'),
    get steps(): z.ZodType<readonly WorkloadStep[]> {
      return steps();
    },
  });
  return z.array(actor).min(1).max(64);
}

/** Keys of the objects of these steps, for "did you mean". */
export const generateKeys: Readonly<
  Record<'actor' | 'random' | 'distribution' | 'normal' | 'geometric', readonly string[]>
> = {
  actor: ['actor', 'per', 'start', 'steps'],
  random: Object.keys(random.shape),
  distribution: [...kinds, 'multiple'],
  normal: ['mean', 'deviation'],
  geometric: ['mean'],
};
