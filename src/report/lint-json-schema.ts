import { z } from 'zod';

/** The shape of `lint --format json`, version 1, and nothing besides; `docs/lint.schema.json` is this as a JSON Schema. */
export function lintJsonSchema(): z.ZodType {
  const count = z.int().nonnegative();
  const position = { file: z.string(), line: z.int().min(1), column: z.int().min(1) };
  const range = { ...position, endLine: z.int().min(1), endColumn: z.int().min(1) };
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
  const change = z
    .strictObject({
      title: z.string(),
      safe: z.boolean().describe('Whether `--fix` makes it unasked.'),
      edits: z.array(z.strictObject({ ...range, text: z.string() })).min(1),
    })
    .describe('The remedy as replacements of stretches of the sources.');
  const finding = z.strictObject({
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    message: z.string(),
    ...range,
    node: z.string().regex(/^\//).describe('Path of the node.'),
    related: z.array(z.strictObject({ message: z.string(), ...position })),
    note: z.string().optional().describe('What Linux prints or does.'),
    fix: z.string().optional().describe('One remedy, in words.'),
    change: change.optional(),
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
