import { z } from 'zod';
import { findingFields } from './finding-json-schema.ts';

/** The shape of `lint --format json`, version 1, and nothing besides; `docs/lint.schema.json` is this as a JSON Schema. */
export function lintJsonSchema(): z.ZodType {
  const count = z.int().nonnegative();
  const nullableText = z.string().nullable();

  const kernel = z.strictObject({
    version: nullableText,
    requested: nullableText,
    arch: nullableText,
    pageSize: z.int().nullable(),
    basis: nullableText,
    cmdline: nullableText,
    kconfig: nullableText,
  });
  const finding = z.strictObject({
    ...findingFields(),
    boards: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('The boards that have it, where several were linted.'),
  });

  return z.strictObject({
    schemaVersion: z.literal(1),
    kernel,
    findings: z.array(finding),
    files: count.describe('Boards that were linted.'),
    errors: count,
    warnings: count,
    infos: count,
    memoryUnknown: count.describe('Boards of which no bank has a size.'),
  });
}
