import { z } from 'zod';
import type { Level } from './config-schema.ts';

/** What `check` is to look at, and when it says no. Paths are relative to the configuration. */
export interface CheckConfig {
  readonly boards: readonly CheckBoardConfig[];
  /** Patterns; for every board. */
  readonly workloads?: readonly string[] | undefined;
  /** Of lint and of capacity, beside those of `lint`. */
  readonly rules?: Readonly<Record<string, Level>> | undefined;
  readonly failOn?: 'error' | 'warning' | 'info' | 'never' | undefined;
}

/** One board, or all that a pattern has; the rest is as the options of the same names. */
export interface CheckBoardConfig {
  readonly board?: string | undefined;
  readonly boards?: string | undefined;
  readonly name?: string | undefined;
  readonly kernels?: readonly string[] | undefined;
  readonly memory?: readonly string[] | undefined;
  readonly ram?: string | undefined;
  readonly overlays?: readonly string[] | undefined;
  readonly set?: Readonly<Record<string, string | number>> | undefined;
  /** Patterns; beside those for every board. */
  readonly workloads?: readonly string[] | undefined;
}

/** The schema of `check`; `text` and `range` are those of the whole configuration. */
export function checkSchema(
  text: z.ZodType<string>,
  range: z.ZodType<string>,
  level: z.ZodType<Level>,
): z.ZodType<CheckConfig> {
  const workloads = z.array(text).max(1000).optional();
  const board = z
    .strictObject({
      board: text.optional().describe('A .dts or .dtb file.'),
      boards: text.optional().describe('In place of `board`: a pattern, such as `boards/*.dts`.'),
      name: text.optional().describe('As reports call it. Default: the path.'),
      kernels: z
        .array(text)
        .min(1)
        .max(100)
        .optional()
        .describe('Versions in quotes; each is an item. Default: `kernel`.'),
      memory: z.array(range).min(1).max(1024).optional().describe('SIZE@BASE of RAM.'),
      ram: text.optional().describe('How much RAM it has, `512MiB`; `SIZE@BASE` says where, too.'),
      overlays: z.array(text).max(100).optional().describe('Applied in this order.'),
      set: z
        .record(text, z.union([z.number(), text]))
        .optional()
        .describe('Variables of the workloads that have them.'),
      workloads: workloads.describe('Paths and patterns, beside those for every board.'),
    })
    .refine((one) => (one.board === undefined) !== (one.boards === undefined), {
      message: 'One of `board` and `boards` is expected.',
    })
    .refine((one) => one.ram === undefined || one.memory === undefined, {
      message: '`ram` and `memory` exclude each other.',
    });
  return z
    .strictObject({
      boards: z.array(board).min(1).max(10_000).describe('What is checked.'),
      workloads: workloads.describe('Paths and patterns, for every board.'),
      rules: z.record(text, level).optional().describe('What a rule is worth, of lint or of capacity.'),
      failOn: z
        .enum(['error', 'warning', 'info', 'never'])
        .optional()
        .describe('From which severity on a finding makes it fail. Default: as lint.'),
    })
    .describe('What `carveout check` looks at.');
}
