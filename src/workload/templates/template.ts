import type { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';

/** What a template may ask of the board. */
export interface TemplateBoard {
  /** Bytes; the kernel's PAGE_SIZE. */
  readonly pageSize: number;
}

/** Parameters of a template: a strict object, whose keys are not `template` or `id`. */
export type TemplateParameters = Readonly<Record<string, unknown>>;

/**
 * A kind of device: what its driver allocates, from the figures that a user knows. `- use: { template: NAME, … }` stands for its steps.
 *
 * Ids in the steps are the template's own: each use puts its id before them (`screen.frame`). Devices are named as the parameters name
 * them, so that an unknown one is reported where it was written.
 */
export interface Template {
  /** As `template:` names it. */
  readonly name: string;
  /** A sentence. */
  readonly summary: string;
  /** Where the figures come from: a kernel file and function, a specification, a data sheet. */
  readonly sources: readonly string[];
  readonly parameters: z.ZodObject;
  /** What it stands for. @throws TypeError for parameters that `parameters` did not take: a mistake of the caller */
  steps(parameters: TemplateParameters, board: TemplateBoard): readonly WorkloadStep[];
}
