import { z } from 'zod';
import { findingFields } from './finding-json-schema.ts';
import { count, hexText, text, textOrNull } from './json-schema-parts.ts';
import { kernelJsonSchema } from './kernel-json-schema.ts';

/** The shape of `diff --format json`, version 1, and nothing besides; `docs/diff.schema.json` is this as a JSON Schema. */
export function diffJsonSchema(): z.ZodType {
  const board = z.strictObject({ file: text(), arch: textOrNull() });
  const totals = z
    .strictObject({ ram: hexText(), noMap: hexText(), mapped: hexText(), cma: hexText(), free: hexText() })
    .nullable()
    .describe('Bytes of RAM by what becomes of them; null where the tree does not tell its RAM.');
  return z.strictObject({
    schemaVersion: z.literal(1),
    outcome: z.enum(['same', 'differs']),
    kernel: kernelJsonSchema()
      .nullable()
      .describe('That of the new tree; null where one of the two cannot be booted.'),
    old: board,
    new: board,
    totals: z.strictObject({ old: totals, new: totals }),
    ranges: z.array(
      z.strictObject({
        of: z.enum(['bank', 'memreserve']),
        change: z.enum(['added', 'removed']),
        base: hexText(),
        size: hexText(),
      }),
    ),
    regions: z.array(regionChange()),
    devices: z.array(deviceChange()),
    boot: boot().nullable(),
    workloads: z.array(workload()),
    lint: z
      .strictObject({ new: z.array(finding()), gone: z.array(finding()) })
      .nullable()
      .describe('null without --lint.'),
    notes: z.array(text()),
  });
}

/** The same as a JSON Schema (2020-12), for scripts. */
export function diffJsonSchemaDocument(): Record<string, unknown> {
  const title = 'carveout diff --format json, version 1';
  return { ...z.toJSONSchema(diffJsonSchema(), { reused: 'ref' }), title };
}

const flag = (): z.ZodType => z.boolean();
const range = (): z.ZodType => z.strictObject({ base: hexText(), size: hexText() });
const finding = (): z.ZodType => z.strictObject(findingFields());

function regionChange(): z.ZodType {
  const region = z
    .strictObject({
      node: text(),
      kind: z.enum(['static', 'dynamic', 'placeholder']),
      available: flag(),
      compatible: z.array(text()),
      noMap: flag(),
      reusable: flag(),
      cmaDefault: flag(),
      dmaDefault: flag(),
      reg: z.array(range()),
      size: hexText().nullable(),
      alignment: hexText().nullable(),
      allocRanges: z.array(range()),
    })
    .nullable();
  return z.strictObject({
    node: text().describe('Path in the new tree; of a region that is gone, in the old one.'),
    changes: z
      .array(z.enum(['added', 'removed', 'renamed', 'moved', 'resized', 'enabled', 'disabled', 'changed']))
      .min(1),
    aspects: z.array(
      z.strictObject({
        aspect: z.enum([
          'name',
          'place',
          'size',
          'kind',
          'status',
          'flags',
          'compatible',
          'alignment',
          'alloc-ranges',
        ]),
        from: text(),
        to: text(),
      }),
    ),
    old: region,
    new: region,
  });
}

function deviceChange(): z.ZodType {
  const entry = z.strictObject({
    property: text(),
    name: textOrNull(),
    region: textOrNull().describe('Path in its own tree; null for an entry that names no region.'),
    identity: text().describe('The same in both trees for the same region: its path in the new one.'),
    available: flag().describe('false: the region is disabled, so that the device does not get it.'),
  });
  const entries = z.array(entry);
  return z.strictObject({
    node: text(),
    old: entries.nullable(),
    new: entries.nullable(),
    gained: entries,
    lost: entries,
    rearranged: flag().describe('Nothing gained or lost: another order, or other names.'),
  });
}

function boot(): z.ZodType {
  const outcome = z.strictObject({ outcome: z.enum(['boots', 'panics']), reason: textOrNull() });
  return z.strictObject({
    old: outcome,
    new: outcome,
    changes: z.array(
      z.strictObject({
        kind: z.enum(['outcome', 'memory', 'region', 'cma', 'device']),
        subject: text(),
        aspect: text(),
        from: textOrNull(),
        to: textOrNull(),
        isFailure: flag().describe('It was well, or not there, and is not well.'),
      }),
    ),
  });
}

function workload(): z.ZodType {
  const side = z.strictObject({
    outcome: z.enum(['passes', 'fails', 'unusable']),
    settings: count(),
    failing: count(),
  });
  const figures = z
    .strictObject({ size: hexText(), peak: hexText(), headroom: hexText() })
    .nullable()
    .describe('Of the setting with least headroom; null where the workload does not use the pool.');
  return z.strictObject({
    file: text(),
    changed: flag(),
    old: side,
    new: side,
    pools: z.array(z.strictObject({ pool: text(), old: figures, new: figures })),
  });
}
