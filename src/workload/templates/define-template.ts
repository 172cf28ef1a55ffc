import type { z } from 'zod';
import type { WorkloadStep } from '../workload-document.ts';
import type { Template, TemplateBoard } from './template.ts';

/** A template as its author writes it: its parameters have the types that their schema gives them. */
interface TemplateDefinition<Parameters extends z.ZodObject> extends Omit<Template, 'parameters' | 'steps'> {
  readonly parameters: Parameters;
  steps(parameters: z.output<Parameters>, board: TemplateBoard): readonly WorkloadStep[];
}

/** A template among others, whose parameters are known only to itself. */
export function defineTemplate<Parameters extends z.ZodObject>(
  definition: TemplateDefinition<Parameters>,
): Template {
  return {
    ...definition,
    steps: (parameters, board) => definition.steps(definition.parameters.parse(parameters), board),
  };
}
