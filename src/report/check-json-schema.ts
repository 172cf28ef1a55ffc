import { z } from 'zod';
import { mostCheckItems } from '../project/check/check-plan.ts';
import { mostShards } from '../project/inputs/shard.ts';
import type { CheckReport } from './check-report.ts';
import { findingFields } from './finding-json-schema.ts';

/** The shape of `check --format json`, version 1, and nothing besides; `docs/check.schema.json` is this as a JSON Schema. */
export function checkJsonSchema(): z.ZodType<CheckReport> {
  const count = z.int().nonnegative();
  const hex = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);
  const outcome = z.enum(['passes', 'fails', 'unusable']);
  const line = z.int().min(1);
  const maybePlace = { file: z.string().optional(), line: line.optional(), column: line.optional() };
  const finding = z.strictObject({
    ...findingFields(),
    related: z.array(
      z.strictObject({
        message: z.string(),
        file: z.string(),
        line,
        column: line,
        endLine: line,
        endColumn: line,
      }),
    ),
    fingerprint: z.string().describe('The same when lines move.'),
  });
  const problem = z.strictObject({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
    help: z.string().optional(),
    ...maybePlace,
  });
  const cell = z.strictObject({
    label: z.string().describe('Empty for the only setting.'),
    kernel: z.string().nullable(),
    outcome: z.enum(['passes', 'fails', 'panics', 'stopped', 'unusable']),
    pools: z.array(
      z.strictObject({ node: z.string().nullable(), name: z.string(), size: hex, peak: hex, headroom: hex }),
    ),
    failure: z.strictObject({ message: z.string(), help: z.string().optional(), ...maybePlace }).nullable(),
    pinned: z.array(
      z.strictObject({
        label: z.string(),
        seeds: count,
        failures: count,
        interval: z.strictObject({ low: z.number(), high: z.number() }),
      }),
    ),
  });
  const workload = z.strictObject({
    file: z.string(),
    name: z.string().nullable(),
    outcome,
    cells: z.array(cell),
    findings: z.array(finding),
    problems: z.array(problem),
  });
  const lint = z.strictObject({
    errors: count,
    warnings: count,
    infos: count,
    suppressed: count.describe('Kept quiet by comments.'),
    known: count.describe('Known to the baseline.'),
    memoryKnown: z.boolean(),
    findings: z.array(finding),
  });
  const boot = z.strictObject({
    outcome: z.enum(['boots', 'panics']),
    reason: z.string().nullable(),
    failedRegions: z.array(z.strictObject({ node: z.string(), reason: z.string().nullable() })),
  });
  const item = z.strictObject({
    name: z.string(),
    board: z.string(),
    version: z.string().nullable(),
    outcome,
    kernel: z.record(z.string(), z.unknown()).nullable().describe('As `boot --format json` has it.'),
    lint: lint.nullable(),
    boot: boot.nullable(),
    workloads: z.array(workload),
    problems: z.array(problem),
  });
  const part = line.max(mostShards);
  const report = z.strictObject({
    schemaVersion: z.literal(1),
    config: z.string(),
    plan: z.string().describe('The same for all parts of one check.'),
    shard: z
      .strictObject({ index: part, count: part })
      .refine(({ index, count: parts }) => index <= parts, { message: 'There is no such part.' })
      .nullable()
      .describe('null: all of it.'),
    planned: count.max(mostCheckItems).describe('Items of the whole check.'),
    outcome,
    failOn: z.enum(['error', 'warning', 'info', 'never']),
    maxWarnings: count.nullable(),
    counts: z.strictObject({
      passes: count,
      fails: count,
      unusable: count,
      errors: count,
      warnings: count,
      infos: count,
    }),
    items: z.array(item),
  });
  return report as unknown as z.ZodType<CheckReport>;
}

/** The same as a JSON Schema (2020-12), for scripts. */
export function checkJsonSchemaDocument(): Record<string, unknown> {
  const title = 'carveout check --format json, version 1';
  return { ...z.toJSONSchema(checkJsonSchema(), { reused: 'ref' }), title };
}
