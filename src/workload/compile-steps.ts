import type { Place } from '../source/place.ts';
import { compileAlloc } from './compile-alloc.ts';
import type { CompileContext } from './compile-context.ts';
import { compileFree, type FreeContext } from './compile-free.ts';
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
  /** Loops and phases around them. */
  readonly depth: number;
}

/** Adds steps to the program, in order. */
export function compileSteps(
  steps: readonly WorkloadStep[],
  { path, times, depth }: StepSetting,
  context: CompileContext,
): void {
  if (depth > workloadLimits.nesting) {
    const message = `Steps nest at most ${workloadLimits.nesting} deep.`;
    context.refuse('workload-too-deep', message, context.placeOf(path));
    return;
  }
  for (const [index, step] of steps.entries()) {
    if (context.refused) return;
    compileStep(step, { path: [...path, index], times, depth }, context);
  }
}

function compileStep(step: WorkloadStep, setting: StepSetting, context: CompileContext): void {
  const { path, times } = setting;
  const place = context.placeOf(path);
  if (step.alloc !== undefined) compileAlloc(step.alloc, step.expect, setting, context);
  else if (step.free !== undefined) {
    context.count(times, place);
    compileFree(step.free, [...path, 'free'], freeContext(times, context));
  } else if (step.steps !== undefined) compileNested(step, step.steps, setting, context);
  else {
    for (const spec of operationTable) {
      const fields = step[spec.name];
      if (fields !== undefined) compileOperationStep(spec, fields, step.expect, setting, context);
    }
  }
}

/** A `phase` or a `repeat`. */
function compileNested(
  { phase, repeat = 1 }: WorkloadStep,
  steps: readonly WorkloadStep[],
  { path, times, depth }: StepSetting,
  context: CompileContext,
): void {
  const { start, end } = context.placeOf(path);
  const { builder } = context;
  const inner = { path: [...path, 'steps'], depth: depth + 1 };
  if (phase !== undefined) {
    builder.add({ opcode: opcode.phase, first: builder.addPhase(phase), start, end });
    compileSteps(steps, { ...inner, times }, context);
    builder.add({ opcode: opcode.phaseEnd, start, end });
    return;
  }
  const loop = builder.add({ opcode: opcode.loop, first: repeat, start, end });
  compileSteps(steps, { ...inner, times: times * repeat }, context);
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
