import { z } from 'zod';
import { expectationKeys, expectationsSchema, stepExpectationSchema } from './expectation-schema.ts';
import { generateKeys, lifetimeSchema, parallelSchema, randomSchema } from './generate/generate-schema.ts';
import { allocCallWords, attrWords, gfpWords } from './operations/field-specs.ts';
import { operationMembers } from './operations/operation-schemas.ts';
import type { OperationName } from './operations/operation-spec.ts';
import { operationTable } from './operations/operation-table.ts';
import { pinnedKeys, pinnedSchema } from './pinned/pinned-schema.ts';
import { matrixSchema, variablesSchema } from './plan/plan-schema.ts';
import type { WorkloadDocument, WorkloadStep, WorkloadUse } from './workload-document.ts';
import { workloadLimits } from './workload-limits.ts';

const idPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const freePattern = /^[A-Za-z_][A-Za-z0-9_.-]*(\[\d{1,9}(\.\.\d{1,9})?\])?$/;

/** Bytes of a line, or lines. */
const mostAlignment = 65_536;

const count = z.int().min(1).max(workloadLimits.operations);

const id = z
  .string()
  .max(200)
  .regex(idPattern, 'An id begins with a letter or `_` and goes on with letters, digits, `_`, `-` and `.`.')
  .refine((name) => name !== 'all', { message: '`all` is what frees everything, and no id.' });

const device = z
  .string()
  .min(1)
  .max(1000)
  .describe('The path of a node, a label, an alias of /aliases, or a name of `devices`.');

const size = z
  .union([z.number(), z.string()])
  .describe(
    'Bytes, or such as `64KiB`, `3MiB`, `4 pages`, `1920x1080x4`, `1920 x 1088 x 1.5`, `1920x1080 NV12`.',
  );

const alloc = z.strictObject({
  device,
  size,
  stride: z
    .int()
    .min(1)
    .max(mostAlignment)
    .optional()
    .describe('Of a picture: its lines are rounded up to a multiple of so many bytes.'),
  height: z
    .int()
    .min(1)
    .max(mostAlignment)
    .optional()
    .describe('Of a picture: its height is rounded up to a multiple of so many lines.'),
  planes: z
    .enum(['together', 'separate'])
    .optional()
    .describe(
      'Of a picture: all planes in one buffer, or a buffer each; as its format has them, if left out.',
    ),
  count: count.optional().describe('How many buffers of that size; 1 if left out.'),
  id: id.optional().describe('The name by which the buffers are freed.'),
  gfp: z
    .enum(gfpWords)
    .optional()
    .describe('`atomic`, `nowait`: the driver may not sleep; `dma`, `dma32`: those GFP flags alone.'),
  attrs: z.array(z.enum(attrWords)).optional().describe('Attributes (DMA_ATTR_…).'),
  call: z
    .enum(allocCallWords)
    .optional()
    .describe('The function: dma_alloc_coherent() (`coherent`, as if left out), dma_alloc_pages() …'),
  lifetime: lifetimeSchema.optional(),
});

const freeName = z
  .string()
  .max(250)
  .regex(freePattern, 'Expected an id, `id[3]`, `id[0..3]` or `all`.')
  .describe('An id: all of its buffers; `id[3]`, `id[0..3]`: those; `all`: all that is live.');

const freeSome = z
  .strictObject({
    id: id.optional(),
    oldest: count.optional().describe('The oldest so many of `id`.'),
    newest: count.optional().describe('The newest so many of `id`.'),
    device: device.optional().describe('All that this device holds.'),
    size: size.optional().describe('What the driver says, where it is not the size of `id`.'),
    offset: z.int().optional().describe('Bytes by which the driver is beside the address of `id`.'),
  })
  .superRefine((value, context) => {
    const wrongly = value.size ?? value.offset;
    const forms = [value.oldest, value.newest, value.device, wrongly].filter((form) => form !== undefined);
    if (forms.length === 1 && (value.id === undefined) === (value.device !== undefined)) return;
    context.addIssue({
      code: 'custom',
      message: 'Expected `id` with `oldest`, `newest`, or `size` and `offset`; or `device`.',
    });
  })
  .meta({
    oneOf: [
      { required: ['id', 'oldest'] },
      { required: ['id', 'newest'] },
      { anyOf: [{ required: ['id', 'size'] }, { required: ['id', 'offset'] }] },
      { required: ['device'] },
    ],
  });

const free = z.union([freeName, z.array(freeName).min(1), freeSome]);

const use: z.ZodType<WorkloadUse> = z
  .looseObject({
    template: z.string().min(1).max(100).describe('What is used: `display`, `camera` …'),
    id: id
      .optional()
      .describe('What stands before the ids of its buffers; the name of the template, if left out.'),
  })
  .describe('A kind of device: its template makes the steps.');

const operationWords = operationTable.map(({ name }) => name);
const stepKinds = [
  'alloc',
  'free',
  'repeat',
  'phase',
  'parallel',
  'random',
  'use',
  ...operationWords,
] as const;

// One object rather than a union of four: a union would try `steps` once as a repeat's and once as a phase's, at every level.
const step: z.ZodType<WorkloadStep> = z
  .strictObject({
    alloc: alloc.optional(),
    expect: stepExpectationSchema.optional(),
    fails: z.literal('expected').optional().describe('All of it fails: the same as `expect: fails`.'),
    free: free.optional(),
    repeat: count.optional().describe('How often the steps run.'),
    phase: z.string().min(1).max(200).optional().describe('A name for this stretch of the workload.'),
    get steps(): z.ZodOptional<z.ZodType<readonly WorkloadStep[]>> {
      return steps.optional();
    },
    parallel: parallelSchema(() => steps)
      .optional()
      .describe('Actors that take turns.'),
    use: use.optional(),
    random: randomSchema.optional().describe('Allocations and frees by seeded chance.'),
    ...operationMembers,
  })
  .superRefine((value, context) => {
    const kinds = stepKinds.filter((kind) => value[kind] !== undefined);
    const kind = kinds[0];
    if (kind === undefined || kinds.length > 1) {
      const found = kinds.length === 0 ? 'none of them' : kinds.map((name) => `\`${name}\``).join(' and ');
      context.addIssue({
        code: 'custom',
        message: `A step has exactly one of \`alloc\`, \`free\`, \`repeat\`, \`phase\`, \`parallel\`, \`random\`, \`use\` and the other operations; this one has ${found}.`,
      });
      return;
    }
    const nests = kind === 'repeat' || kind === 'phase';
    if (nests && value.steps === undefined)
      context.addIssue({ code: 'custom', message: `A \`${kind}\` needs \`steps\`.` });
    if (!nests && value.steps !== undefined)
      context.addIssue({
        code: 'custom',
        message: `Only \`repeat\` and \`phase\` have \`steps\`; this is a \`${kind}\`.`,
        path: ['steps'],
      });
    if ((nests || kind === 'free' || kind === 'parallel' || kind === 'use') && value.expect !== undefined)
      context.addIssue({
        code: 'custom',
        message: `A \`${kind}\` has no \`expect\`; \`alloc\` and the other operations have one.`,
        path: ['expect'],
      });
    if (value.fails !== undefined && (kind !== 'alloc' || value.expect !== undefined))
      context.addIssue({
        code: 'custom',
        message: 'Only an `alloc` without `expect` has `fails`.',
        path: ['fails'],
      });
  })
  .meta({
    oneOf: [
      { required: ['alloc'] },
      { required: ['free'] },
      { required: ['repeat', 'steps'] },
      { required: ['phase', 'steps'] },
      { required: ['parallel'] },
      { required: ['random'] },
      { required: ['use'] },
      ...operationWords.map((name) => ({ required: [name] })),
    ],
  });

const steps: z.ZodType<readonly WorkloadStep[]> = z.array(step).min(1).meta({ id: 'steps' });

const workload = z
  .strictObject({
    version: z.literal(1),
    name: z.string().max(200).optional(),
    description: z.string().max(10_000).optional(),
    devices: z
      .record(z.string(), z.string().min(1).max(1000))
      .optional()
      .describe('Short names for devices: name to path, label or alias.'),
    variables: variablesSchema.optional(),
    matrix: matrixSchema.optional(),
    pinned: pinnedSchema.optional(),
    steps,
    expect: expectationsSchema.optional(),
  })
  .describe('A carveout workload: the allocations and frees that devices perform, in order.');

/** The workload file, version 1. */
export const workloadSchema: z.ZodType<WorkloadDocument> = workload;

export type WorkloadObject =
  | 'workload'
  | 'step'
  | 'alloc'
  | 'free'
  | 'stepExpectation'
  | 'expect'
  | 'pool'
  | 'entry'
  | 'pinned'
  | 'actor'
  | 'use'
  | 'variables'
  | 'matrix'
  | 'random'
  | 'distribution'
  | 'normal'
  | 'geometric'
  | OperationName;

/** Keys of each kind of object, for "did you mean". */
export const workloadKeys: Readonly<Partial<Record<WorkloadObject, readonly string[]>>> = {
  workload: Object.keys(workload.shape),
  step: [...stepKinds, 'steps', 'expect', 'fails'],
  alloc: Object.keys(alloc.shape),
  free: ['id', 'oldest', 'newest', 'device', 'size', 'offset'],
  ...expectationKeys,
  pinned: pinnedKeys,
  use: ['template', 'id'],
  ...generateKeys,
  entry: ['buffer', 'at', 'offset', 'size'],
  ...Object.fromEntries(operationTable.map((spec) => [spec.name, spec.fields.map(({ name }) => name)])),
};
