import type { Place } from '../source/place.ts';
import { nearestNames } from './nearest-name.ts';
import type { OperationSpec } from './operations/operation-spec.ts';
import { operationsByName } from './operations/operation-table.ts';
import { flag, opcode } from './program.ts';
import type { ProgramBuilder } from './program-builder.ts';
import type { WorkloadFree, WorkloadOperation, WorkloadStep } from './workload-document.ts';
import type { YamlPath } from './yaml-source.ts';

/** What `free` gives back that is no allocation. */
export interface FreeableObject {
  readonly kind: 'buffer' | 'block' | 'pool' | 'mapping';
  /** How many have this name, each with a number; undefined: one, without. */
  readonly count: number | undefined;
}

/** What a free is compiled with. */
export interface FreeContext {
  readonly builder: ProgramBuilder;
  /** Groups of allocations, by id. */
  readonly groups: ReadonlyMap<string, number>;
  readonly objects: ReadonlyMap<string, FreeableObject>;
  placeOf(path: YamlPath): Place;
  device(name: string, path: YamlPath): number | undefined;
  size(size: number | string, path: YamlPath): number | undefined;
  operation(spec: OperationSpec, fields: WorkloadOperation, path: YamlPath): void;
  report(code: string, message: string, place: Place, help?: string): void;
}

/** `id`, `id[3]` and `id[0..3]`. */
export const freeNamePattern: RegExp = /^([^[]+)(?:\[(\d+)(?:\.\.(\d+))?\])?$/;

/** Notes what a step makes that `free` may name. */
export function declareObjects(step: WorkloadStep, objects: Map<string, FreeableObject>): void {
  const declare = (fields: WorkloadOperation | undefined, kind: FreeableObject['kind']): void => {
    const id = fields?.id;
    if (typeof id !== 'string' || objects.has(id)) return;
    const count = typeof fields?.count === 'number' ? fields.count : undefined;
    objects.set(id, { kind, count });
  };
  declare(step.buffer, 'buffer');
  declare(step.poolAlloc, 'block');
  declare(step.poolCreate, 'pool');
  declare(step.map ?? step.mapSg, 'mapping');
}

/** A `free` in any of its forms, as instructions. */
export function compileFree(free: WorkloadFree, path: YamlPath, context: FreeContext): void {
  const { builder } = context;
  const span = spanOf(context.placeOf(path));
  if (typeof free === 'string') {
    freeName(free, path, context);
    return;
  }
  if (isList(free)) {
    for (const [index, name] of free.entries()) freeName(name, [...path, index], context);
    return;
  }
  if (free.device !== undefined) {
    const device = context.device(free.device, [...path, 'device']);
    if (device !== undefined) builder.add({ opcode: opcode.freeDevice, device, ...span });
    return;
  }
  const group = groupOf(free.id ?? '', context.placeOf([...path, 'id']), context);
  if (group === undefined) return;
  if (free.size !== undefined || free.offset !== undefined) {
    const size = free.size === undefined ? undefined : context.size(free.size, [...path, 'size']);
    const last = free.offset ?? 0;
    const flags = size === undefined ? 0 : flag.wrongly;
    builder.add({ opcode: opcode.freeGroup, group, size: size ?? 0, last, flags, ...span });
  } else if (free.oldest !== undefined)
    builder.add({ opcode: opcode.freeOldest, group, first: free.oldest, ...span });
  else builder.add({ opcode: opcode.freeNewest, group, first: free.newest ?? 1, ...span });
}

function freeName(name: string, path: YamlPath, context: FreeContext): void {
  const { builder, groups, objects } = context;
  const place = context.placeOf(path);
  const span = spanOf(place);
  if (name === 'all' && !groups.has('all') && !objects.has('all')) {
    builder.add({ opcode: opcode.freeAll, ...span });
    return;
  }

  const [, id = '', first, last = first] = freeNamePattern.exec(name) ?? [];
  if (last !== undefined && Number(last) < Number(first)) {
    context.report('workload-invalid', `The range \`${name}\` ends before it begins.`, place);
    return;
  }
  const object = groups.has(id) ? undefined : objects.get(id);
  if (object !== undefined) {
    const numbers = last === undefined ? undefined : { first: Number(first), last: Number(last) };
    freeObject({ id, object, numbers, path }, context);
    return;
  }
  const group = groupOf(id, place, context);
  if (group === undefined) return;
  if (last === undefined) builder.add({ opcode: opcode.freeGroup, group, ...span });
  else
    builder.add({
      opcode: opcode.freeNumbers,
      group,
      first: Number(first),
      last: Number(last),
      ...span,
    });
}

/** Memory, blocks and pools are given back by their own functions. */
function freeObject(
  what: {
    readonly id: string;
    readonly object: FreeableObject;
    readonly numbers: { readonly first: number; readonly last: number } | undefined;
    readonly path: YamlPath;
  },
  context: FreeContext,
): void {
  const { id, object, numbers, path } = what;
  const place = context.placeOf(path);
  if (object.kind === 'mapping') {
    const help = 'A mapping is given back by `unmap`.';
    context.report('workload-invalid', `\`${id}\` is a mapping, which is not freed.`, place, help);
    return;
  }
  const spec = operationsByName[freeing[object.kind]];
  if (object.count === undefined && numbers === undefined) {
    context.operation(spec, { id }, path);
    return;
  }
  const { first, last } = numbers ?? { first: 0, last: (object.count ?? 1) - 1 };
  if (last >= (object.count ?? 0)) {
    const count = object.count ?? 0;
    const message = `There is no \`${id}[${last}]\`: ${count === 0 ? 'it has no numbers' : `its numbers are 0 to ${count - 1}`}.`;
    context.report('free-not-live', message, place);
    return;
  }
  for (let number = first; number <= last; number++)
    context.operation(spec, { id: `${id}[${number}]` }, path);
}

const freeing = { buffer: 'freeBuffer', block: 'poolFree', pool: 'poolDestroy' } as const;

function groupOf(id: string, place: Place, context: FreeContext): number | undefined {
  const group = context.groups.get(id);
  if (group !== undefined) return group;
  const help =
    helpForUse(id, context) ?? nearestHelp(id, [...context.groups.keys(), ...context.objects.keys()]);
  const message = `\`${id}\` is freed but never allocated: no step has this id.`;
  context.report('free-never-allocated', message, place, help);
  return undefined;
}

/** The id of a `use` is no buffer's: those are named after it. */
function helpForUse(id: string, { groups }: FreeContext): string | undefined {
  const names = [...groups.keys()].filter((name) => name.startsWith(`${id}.`)).slice(0, 5);
  return names.length === 0 ? undefined : `Its buffers are \`${names.join('`, `')}\`.`;
}

function spanOf({ start, end }: Place): { readonly start: number; readonly end: number } {
  return { start, end };
}

function isList(free: Exclude<WorkloadFree, string>): free is readonly string[] {
  return Array.isArray(free);
}

/** "Did you mean …?", if one of these is like it. */
export function nearestHelp(name: string, candidates: Iterable<string>): string | undefined {
  const meant = nearestNames(name, candidates, 1)[0];
  return meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
}
