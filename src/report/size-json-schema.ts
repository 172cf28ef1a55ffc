import { z } from 'zod';
import { count, hexText, share, text } from './json-schema-parts.ts';
import { kernelJsonSchema } from './kernel-json-schema.ts';

/** The shape of `size --format json`, version 1, and nothing besides; `docs/size.schema.json` is this as a JSON Schema. */
export function sizeJsonSchema(): z.ZodType {
  return z.strictObject({
    schemaVersion: z.literal(1),
    outcome: z.enum(['sized', 'none']).describe('none: no size passes.'),
    kernel: kernelJsonSchema().nullable().describe('Of the first cell; null where none came up.'),
    workload: z.strictObject({ file: text(), name: text().nullable() }),
    pools: z.array(pool()).describe('All that the workload uses, or that `--pool` names.'),
    cells: z.array(z.strictObject({ cell: cell(), ram: hexText(), passesToday: z.boolean() })),
    none: z
      .strictObject({ cell: cell(), pool: text().nullable(), message: text() })
      .nullable()
      .describe('Why no size passes.'),
    spilled: count().describe('Buffers that the page allocator gives in place of a CMA area.'),
    trials: count().describe('Runs of the search.'),
  });
}

/** The same as a JSON Schema (2020-12), for scripts. */
export function sizeJsonSchemaDocument(): Record<string, unknown> {
  const title = 'carveout size --format json, version 1';
  return { ...z.toJSONSchema(sizeJsonSchema(), { reused: 'ref' }), title };
}

const cell = (): z.ZodType => z.string().describe('Its label; empty where there is one cell.');

function pool(): z.ZodType {
  return z.strictObject({
    node: text().nullable().describe("Path of the region; null: the kernel's own default CMA area."),
    name: text(),
    kind: z.enum(['coherent', 'cma', 'default-cma']),
    today: hexText().describe('0x0: there is none.'),
    size: hexText(),
    exact: z
      .boolean()
      .describe("Nothing smaller passes, and nothing hangs on the kernel's own allocations or on chance."),
    proven: z.boolean().describe('Every smaller size is known to fail.'),
    unit: hexText().describe('What sizes are counted in.'),
    alignment: hexText(),
    base: hexText().nullable(),
    baseToday: hexText().nullable(),
    why: decidingBuffer().nullable(),
    smaller: z
      .strictObject({ size: hexText(), cell: cell(), why: text() })
      .nullable()
      .describe('How a smaller one was tried; null where there is none, or none fails.'),
    perCell: z.array(z.strictObject({ cell: cell(), size: hexText(), shareOfRam: z.number().nonnegative() })),
    pinned: z.array(pinned()).describe('What comes of pinned pages, by cell and share.'),
    otherUsers: z.array(text()).describe('Devices that have the pool and are not in the workload.'),
    change: z.strictObject({ kind: z.enum(['dts', 'parameter']), text: text() }).describe('To paste.'),
  });
}

function decidingBuffer(): z.ZodType {
  return z
    .strictObject({
      device: text(),
      buffer: text(),
      size: hexText(),
      pages: count(),
      firstPage: count(),
      operation: z.int().min(1).nullable(),
      cell: cell(),
    })
    .describe('The buffer that reaches highest.');
}

function pinned(): z.ZodType {
  return z.strictObject({
    share: share(),
    cell: cell(),
    seeds: z.int().min(1),
    failures: count(),
    probability: share(),
    interval: z
      .strictObject({ low: share(), high: share() })
      .describe('In which the true probability lies (95 %, Wilson).'),
    allowed: share().describe('How many may fail: 1 less the confidence that was asked for.'),
    shown: z.boolean().describe('Whether all of the interval is allowed.'),
    seedsNeeded: z
      .int()
      .min(1)
      .nullable()
      .describe('Seeds that would show it if as many of them fail; null: no number does.'),
  });
}
