import type { CompileContext } from '../compile-context.ts';
import type { StepSetting } from '../compile-steps.ts';
import type { Actor } from '../program.ts';
import type { WorkloadStep } from '../workload-document.ts';
import type { WorkloadActor } from './generate-document.ts';

/** A `parallel`: the steps of its actors, one behind the other, and who they are. */
export function compileParallel(
  parallel: readonly WorkloadActor[],
  setting: StepSetting,
  context: CompileContext,
  compileSteps: (steps: readonly WorkloadStep[], setting: StepSetting, context: CompileContext) => void,
): void {
  const { builder } = context;
  const { start, end } = context.placeOf(setting.path);
  const instruction = builder.beginParallel(start, end);
  const actors: Actor[] = [];
  const names = new Set<string>();
  for (const [index, { actor, per = 1, start: waits = 0, steps }] of parallel.entries()) {
    const path = [...setting.path, 'parallel', index];
    if (names.has(actor))
      context.report(
        'workload-invalid',
        `There are two actors \`${actor}\` here.`,
        context.placeOf([...path, 'actor']),
      );
    names.add(actor);
    const name = builder.addActor(actor);
    const from = builder.length;
    const inner = { ...setting, path: [...path, 'steps'], depth: setting.depth + 1, actor: name };
    compileSteps(steps, inner, context);
    actors.push({ name, per, start: waits, from, to: builder.length });
  }
  builder.endParallel(instruction, actors);
}
