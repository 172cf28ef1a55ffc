import type { BufferReference, Operation } from './operation.ts';
import type { OperationSpec } from './operation-spec.ts';
import { readOperands } from './read-operands.ts';

/** What fitting an operation to a board asks of the workload that it stands in. */
export interface OperationContext {
  readonly pageSize: number;
  /** What stands before the operation's ids. */
  readonly scope: string;
  /** The number of a device; undefined, and reported, if there is none. */
  device(name: string, path: readonly (string | number)[]): number | undefined;
  /** The allocation that an id names, if it is one's. */
  allocation(id: string): BufferReference | undefined;
  report(message: string, path: readonly (string | number)[]): void;
}

/** A step that stands for several operations (`count`) as each of them, with ids that are numbered from 0. */
export function* eachOf(
  spec: OperationSpec,
  fields: Readonly<Record<string, unknown>>,
): Generator<Readonly<Record<string, unknown>>> {
  const { count, ...rest } = fields;
  if (typeof count !== 'number' || !spec.fields.some(({ name }) => name === 'count')) {
    yield fields;
    return;
  }
  for (let number = 0; number < count; number++)
    yield rest.id === undefined ? rest : { ...rest, id: `${String(rest.id)}[${number}]` };
}

/** An operation whose schema holds, fitted to a board; undefined, and reported, if it cannot be. */
export function compileOperation(
  spec: OperationSpec,
  fields: Readonly<Record<string, unknown>>,
  context: OperationContext,
): Operation | undefined {
  const { operands, problems } = readOperands(spec, fields, context.pageSize);
  for (const { path, message } of problems) context.report(message, path);

  const name = fields.device;
  const device = typeof name === 'string' ? context.device(name, ['device']) : undefined;
  if (problems.length > 0 || (name !== undefined && device === undefined)) return undefined;

  const id = operands.text('id');
  const type = spec.fields.find((field) => field.name === 'id')?.type;
  const takesAllocation = type?.kind === 'uses' && type.families.includes('allocation');
  const allocation = id === undefined ? undefined : context.allocation(id);
  if (type?.kind === 'makes' && allocation !== undefined) {
    context.report(`\`${id}\` is the id of an allocation.`, ['id']);
    return undefined;
  }
  return {
    spec,
    device,
    operands,
    allocation: takesAllocation ? allocation : undefined,
    scope: context.scope,
  };
}
