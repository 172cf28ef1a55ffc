import { z } from 'zod';
import { pinnedSchema, type WrittenPinned } from '../pinned/pinned-schema.ts';

/** Cells of one matrix: a rehearsal boots the board and performs the workload for each. */
export const mostCells = 1000;
const mostVariables = 200;

/** What a variable is called. */
export const variableNamePattern: RegExp = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const nameText = 'A name begins with a letter or `_` and goes on with letters, digits, `_` and `-`.';

const name = z.string().regex(variableNamePattern, nameText);
const value = z.union([z.number(), z.string().max(1000)]);

/** `variables`: name to value. */
export const variablesSchema: z.ZodType<Readonly<Record<string, number | string>>> = z
  .record(name, value)
  .refine((variables) => Object.keys(variables).length <= mostVariables, {
    message: `A workload has at most ${mostVariables} variables.`,
  })
  .describe(`Values by name; \`\${name}\` stands for one, in any text of the workload.`);

const axis = z
  .union([value, z.array(value).min(1).max(mostCells)])
  .describe('A list of values, or a range such as `1..20`.');

/** An axis of a matrix as it is written: its values, or a range. */
export type WrittenAxis = number | string | readonly (number | string)[];

/** `matrix`: axis to values. */
export const matrixSchema: z.ZodType<Readonly<Record<string, WrittenAxis>>> = z
  .object({
    ram: axis.optional().describe('RAM sizes of the board: `[512MiB, 1GiB]`, `[512MiB@0x80000000]`.'),
    kernel: axis.optional().describe("Kernel versions: `['6.12', '7.2']`."),
    seed: axis.optional().describe('Seeds of all that is random: `1..20`.'),
  })
  .catchall(axis)
  .describe('Every combination of the values of its axes is a run of its own.') as z.ZodType<
  Readonly<Record<string, WrittenAxis>>
>;

/** What a workload says of its runs. */
export interface WrittenPlan {
  readonly variables?: Readonly<Record<string, number | string>> | undefined;
  readonly matrix?: Readonly<Record<string, WrittenAxis>> | undefined;
  readonly pinned?: WrittenPinned | undefined;
}

/** Those three of a workload's members; the others are not looked at. */
export const writtenPlanSchema: z.ZodType<WrittenPlan> = z.object({
  variables: variablesSchema.optional(),
  matrix: matrixSchema.optional(),
  pinned: pinnedSchema.optional(),
});
