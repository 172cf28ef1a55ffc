import type { CompileContext } from '../compile-context.ts';
import type { StepSetting } from '../compile-steps.ts';
import { parseLifetime } from './lifetime.ts';

/** Gives the buffers of instruction `alloc` the lifetime that its step says. */
export function compileLifetime(
  alloc: number,
  text: string,
  { path, loop, phase }: StepSetting,
  context: CompileContext,
): void {
  const report = (message: string): void =>
    context.report('workload-invalid', message, context.placeOf([...path, 'alloc', 'lifetime']));
  const written = parseLifetime(text);
  if (written === undefined) {
    report(`A lifetime is at least 1 round or operation; found \`${text}\`.`);
    return;
  }
  if (written.kind === 'operations') context.builder.setLifetime(alloc, written);
  else if (written.kind === 'rounds') {
    if (loop === undefined) report('A lifetime in rounds needs a `repeat` around its step.');
    else context.builder.setLifetime(alloc, { ...written, scope: loop });
  } else if (phase === undefined) report('The lifetime `phase` needs a `phase` around its step.');
  else context.builder.setLifetime(alloc, { ...written, scope: phase });
}
