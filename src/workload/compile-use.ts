import type { CompileContext } from './compile-context.ts';
import { nearestHelp } from './compile-free.ts';
import type { StepSetting } from './compile-steps.ts';
import { type ProblemWords, schemaProblems } from './schema-problems.ts';
import type { Expansion } from './templates/expand-use.ts';
import type { Template } from './templates/template.ts';
import type { WorkloadStep, WorkloadUse } from './workload-document.ts';
import type { YamlPath } from './yaml-source.ts';

/** Stands in a path before what a template made: nothing of that is in the text, so that its place is that of the `use`. */
export const expanded: unique symbol = Symbol('expanded');

type CompileSteps = (steps: readonly WorkloadStep[], setting: StepSetting, context: CompileContext) => void;

/** A `use`, as the steps of its template. */
export function compileUse(
  use: WorkloadUse,
  setting: StepSetting,
  context: CompileContext,
  compileSteps: CompileSteps,
): void {
  const path = [...setting.path, 'use'];
  const expansion = context.uses.of(use);
  if (expansion.kind === 'steps')
    compileSteps(
      expansion.steps,
      { ...setting, path: [...path, expanded], depth: setting.depth + 1 },
      context,
    );
  else report(expansion, use, path, context);
}

function report(
  expansion: Exclude<Expansion, { readonly kind: 'steps' }>,
  { template }: WorkloadUse,
  path: YamlPath,
  context: CompileContext,
): void {
  switch (expansion.kind) {
    case 'unknown-template': {
      const { names } = context.uses;
      const help = nearestHelp(template, names) ?? `There are ${names.join(', ')}.`;
      const place = context.placeOf([...path, 'template']);
      context.report('template-unknown', `There is no template \`${template}\`.`, place, help);
      return;
    }
    case 'id-taken': {
      const message = `Another \`use\` has the id \`${expansion.id}\`: their buffers would have the same names.`;
      context.report('id-in-use', message, context.placeOf([...path, 'id']));
      return;
    }
    case 'parameters': {
      const issues = expansion.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
      for (const problem of schemaProblems(context.source, issues, wordsFor(expansion.template, path)))
        context.add(problem);
    }
  }
}

function wordsFor({ name, parameters }: Template, own: YamlPath): ProblemWords {
  const isOwn = (path: YamlPath): boolean => path.length === own.length;
  return {
    subject: (path) => (isOwn(path) ? `The template \`${name}\`` : `\`${String(path.at(-1))}\``),
    keys: (path) => (isOwn(path) ? Object.keys(parameters.shape) : []),
  };
}
