import { z } from 'zod';
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
    subject: (path) => (isOwn(path) ? `The template \`${name}\`` : subjectAt(path)),
    keys: (path) => keysAt(parameters, path.slice(own.length)),
  };
}

function subjectAt(path: YamlPath): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `An entry of \`${String(path.at(-2))}\`` : `\`${String(last)}\``;
}

/** Keys of the object at a path of parameters; none where that is no object. */
function keysAt(parameters: z.ZodType, path: YamlPath): readonly string[] {
  let at: unknown = parameters;
  for (const step of path) {
    at = unwrapped(at);
    if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodObject) at = Reflect.get(at.shape, step);
    else return [];
  }
  at = unwrapped(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : schema;
}
