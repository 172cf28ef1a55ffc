import { attrsOf, maySleep, zoneOf } from './alloc-variant.ts';
import type { CompileContext } from './compile-context.ts';
import type { StepSetting } from './compile-steps.ts';
import { compileLifetime } from './generate/compile-lifetime.ts';
import { flag, opcode } from './program.ts';
import type { StepExpectation, WorkloadAlloc } from './workload-document.ts';

/** An `alloc`, as the instruction that makes all of its buffers. */
export function compileAlloc(
  alloc: WorkloadAlloc,
  expect: StepExpectation | undefined,
  setting: StepSetting,
  context: CompileContext,
): void {
  const { path, times } = setting;
  const { start, end } = context.placeOf(path);
  const count = alloc.count ?? 1;
  const countedAt = alloc.count === undefined ? 'size' : 'count';
  // What a lifetime ends is freed, which is an operation as well.
  const operations = alloc.lifetime === undefined ? count : count * 2;
  context.count(times * operations, context.placeOf([...path, 'alloc', countedAt]));

  const size = context.size(alloc.size, [...path, 'alloc', 'size']);
  const device = context.device(alloc.device, [...path, 'alloc', 'device']);
  if (size === undefined || device === undefined) return;

  const instruction = context.builder.add({
    opcode: opcode.alloc,
    device,
    group: context.groupFor(alloc.id),
    size,
    first: count,
    last: context.builder.addVariant({
      call: alloc.call ?? 'coherent',
      attrs: attrsOf(alloc.attrs ?? []),
      zone: zoneOf(alloc.gfp),
    }),
    flags: (maySleep(alloc.gfp) ? 0 : flag.atomic) | (alloc.count === undefined ? flag.single : 0),
    ...context.expected(expect, count, path),
    start,
    end,
  });
  if (alloc.lifetime !== undefined) compileLifetime(instruction, alloc.lifetime, setting, context);
}
