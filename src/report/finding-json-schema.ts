import { z } from 'zod';

/** The members of a finding in JSON, whichever command tells it. */
export function findingFields(): Record<string, z.ZodType> {
  const position = { file: z.string(), line: z.int().min(1), column: z.int().min(1) };
  const range = { ...position, endLine: z.int().min(1), endColumn: z.int().min(1) };
  const change = z
    .strictObject({
      title: z.string(),
      safe: z.boolean().describe('Whether `--fix` makes it unasked.'),
      edits: z.array(z.strictObject({ ...range, text: z.string() })).min(1),
    })
    .describe('The remedy as replacements of stretches of the sources.');
  return {
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    message: z.string(),
    ...range,
    node: z.string().regex(/^\//).describe('Path of the node.'),
    related: z.array(z.strictObject({ message: z.string(), ...position })),
    note: z.string().optional().describe('What Linux prints or does.'),
    fix: z.string().optional().describe('One remedy, in words.'),
    change: change.optional(),
  };
}
