import type { Place } from '../source/place.ts';
import { compileAlloc } from './compile-alloc.ts';
import type { CompileContext } from './compile-context.ts';
import { compileFree, type FreeContext } from './compile-free.ts';
import { compileUse } from './compile-use.ts';
import { compileParallel } from './generate/compile-parallel.ts';
import { compileRandom } from './generate/compile-random.ts';
import { compileOperation, eachOf } from './operations/compile-operation.ts';
import type { OperationSpec } from './operations/operation-spec.ts';
import { operationTable } from './operations/operation-table.ts';
import { opcode } from './program.ts';
import type { StepExpectation, WorkloadOperation, WorkloadStep } from './workload-document.ts';
import { workloadLimits } from './workload-limits.ts';
import type { YamlPath } from './yaml-source.ts';

/** Where steps stand, and how often they run. */
export interface StepSetting {
  readonly path: YamlPath;
  /** In all, loops around them included. */
  readonly times: number;
  /** Loops, phases and actors around them. */
  readonly depth: number;
  /** Number of the actor whose steps they are; undefined: the workload's own. */
  readonly actor?: number | undefined;
  /** Instructions of the innermost loop and of the innermost phase around them. */
  readonly loop?: number | undefined;
  readonly phase?: number | undefined;
}

/** Adds steps to the program, in order. */
export function compileSteps(
  steps: readonly WorkloadStep[],
  setting: StepSetting,
  context: CompileContext,
): void {
  const { path, depth } = setting;
  if (depth > workloadLimits.nesting) {
    const message = `Steps nest at most ${workloadLimits.nesting} deep.`;
    context.refuse('workload-too-deep', message, context.placeOf(path));
    return;
  }
  for (const [index, step] of steps.entries()) {
    if (context.refused) return;
    compileStep(step, { ...setting, path: [...path, index] }, context);
  }
}

function compileStep(step: WorkloadStep, setting: StepSetting, context: CompileContext): void {
  const { path, times } = setting;
  const place = context.placeOf(path);
  if (step.alloc !== undefined) compileAlloc(step.alloc, expectOf(step), setting, context);
  else if (step.free !== undefined) {
    context.count(times, place);
    compileFree(step.free, [...path, 'free'], freeContext(times, context));
  } else if (step.parallel !== undefined) compileParallel(step.parallel, setting, context, compileSteps);
  else if (step.use !== undefined) compileUse(step.use, setting, context, compileSteps);
  else if (step.random !== undefined) compileRandom(step.random, step.expect, setting, context);
  else if (step.steps !== undefined) compileNested(step, step.steps, setting, context);
  else {
    for (const spec of operationTable) {
      const fields = step[spec.name];
      if (fields !== undefined) compileOperationStep(spec, fields, step.expect, setting, context);
    }
  }
}

/** `fails: expected` is another way to say it. */
function expectOf({ expect, fails }: WorkloadStep): StepExpectation | undefined {
  return fails === undefined ? expect : 'fails';
}

/** A `phase` or a `repeat`. */
function compileNested(
  { phase, repeat = 1 }: WorkloadStep,
  steps: readonly WorkloadStep[],
  setting: StepSetting,
  context: CompileContext,
): void {
  const { path, times, depth } = setting;
  const { start, end } = context.placeOf(path);
  const { builder } = context;
  const inner = { ...setting, path: [...path, 'steps'], depth: depth + 1 };
  if (phase !== undefined) {
    const first = builder.addPhase(phase, setting.actor);
    const begin = builder.add({ opcode: opcode.phase, first, start, end });
    compileSteps(steps, { ...inner, phase: begin }, context);
    builder.add({ opcode: opcode.phaseEnd, first: begin, start, end });
    return;
  }
  const loop = builder.add({ opcode: opcode.loop, first: repeat, start, end });
  compileSteps(steps, { ...inner, times: times * repeat, loop }, context);
  builder.endLoop(loop, start, end);
}

function compileOperationStep(
  spec: OperationSpec,
  fields: WorkloadOperation,
  expect: StepExpectation | undefined,
  { path, times }: StepSetting,
  context: CompileContext,
): void {
  const own = [...path, spec.name];
  for (const one of eachOf(spec, fields)) {
    if (context.refused) return;
    operate(spec, one, { expect, path }, context.placeOf(path), own, times, context);
  }
}

function operate(
  spec: OperationSpec,
  fields: WorkloadOperation,
  stated: { readonly expect: StepExpectation | undefined; readonly path: YamlPath } | undefined,
  { start, end }: Place,
  own: YamlPath,
  times: number,
  context: CompileContext,
): void {
  context.count(times, context.placeOf(own));
  const operation = compileOperation(spec, fields, {
    pageSize: context.board.pageSize,
    scope: '',
    device: (name, rest) => context.device(name, [...own, ...rest]),
    allocation: (id) => context.bufferNamed(id),
    report: (message, rest) =>
      context.report('workload-invalid', message, context.placeOf([...own, ...rest])),
  });
  if (operation === undefined) return;
  const expected = stated === undefined ? {} : context.expected(stated.expect, 1, stated.path);
  context.builder.addOperation(operation, { ...expected, start, end });
}

function freeContext(times: number, context: CompileContext): FreeContext {
  return {
    builder: context.builder,
    groups: context.groups,
    objects: context.objects,
    placeOf: (path) => context.placeOf(path),
    device: (name, path) => context.device(name, path),
    size: (size, path) => context.size(size, path),
    operation: (spec, fields, path) =>
      operate(spec, fields, undefined, context.placeOf(path), path, times, context),
    report: (code, message, at, help) => context.report(code, message, at, help),
  };
}
