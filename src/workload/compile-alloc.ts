import { allocSizes } from './alloc-sizes.ts';
import { attrsOf, maySleep, zoneOf } from './alloc-variant.ts';
import type { CompileContext } from './compile-context.ts';
import type { StepSetting } from './compile-steps.ts';
import { compileLifetime } from './generate/compile-lifetime.ts';
import { flag, opcode } from './program.ts';
import type { StepExpectation, WorkloadAlloc } from './workload-document.ts';
import type { YamlPath } from './yaml-source.ts';

/** Pictures whose planes are buffers of their own, by one step: each of those is an instruction. */
const mostPictures = 4096;

/** An `alloc`, as the instruction that makes all of its buffers; pictures in separate planes, one by one, as driver cores make them. */
export function compileAlloc(
  alloc: WorkloadAlloc,
  expect: StepExpectation | undefined,
  setting: StepSetting,
  context: CompileContext,
): void {
  const { path, times } = setting;
  const own = [...path, 'alloc'];
  const { start, end } = context.placeOf(path);
  const count = alloc.count ?? 1;
  const sizes = allocSizes(alloc, own, context) ?? [];
  const countedAt = alloc.count === undefined ? 'size' : 'count';
  // What a lifetime ends is freed, which is an operation as well.
  const operations = alloc.lifetime === undefined ? count : count * 2;
  context.count(times * operations * Math.max(sizes.length, 1), context.placeOf([...own, countedAt]));

  const device = context.device(alloc.device, [...own, 'device']);
  if (sizes.length === 0 || device === undefined || context.refused) return;

  const isApart = sizes.length > 1;
  if (isApart && !mayBeApart(count, expect, path, context)) return;
  const expected = context.expected(expect, isApart ? 1 : count, path, { device });
  const group = context.groupFor(alloc.id);
  const isAlone = alloc.count === undefined && !isApart;
  const call = alloc.call ?? 'coherent';
  const variant = { call, attrs: attrsOf(alloc.attrs ?? []), zone: zoneOf(alloc.gfp) };
  for (let picture = 0; picture < (isApart ? count : 1); picture++) {
    for (const size of sizes) {
      const instruction = context.builder.add({
        opcode: opcode.alloc,
        device,
        group,
        size,
        first: isApart ? 1 : count,
        last: context.builder.addVariant(variant),
        flags: (maySleep(alloc.gfp) ? 0 : flag.atomic) | (isAlone ? flag.single : 0),
        ...expected,
        start,
        end,
      });
      if (alloc.lifetime !== undefined) compileLifetime(instruction, alloc.lifetime, setting, context);
    }
  }
}

function mayBeApart(
  count: number,
  expect: StepExpectation | undefined,
  path: YamlPath,
  context: CompileContext,
): boolean {
  if (count > mostPictures) {
    const message = `Pictures in separate planes are at most ${mostPictures} a step.`;
    const help = 'A `repeat` around the step makes more.';
    context.report('workload-invalid', message, context.placeOf([...path, 'alloc', 'count']), help);
    return false;
  }
  if (typeof expect !== 'object' || typeof expect.fails !== 'number') return true;
  const message = 'Which planes fail is not told by a number; `fails` is a word or a text here.';
  context.report('workload-invalid', message, context.placeOf([...path, 'expect', 'fails']));
  return false;
}
