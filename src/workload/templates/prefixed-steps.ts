import type { OperationSpec } from '../operations/operation-spec.ts';
import { operationTable } from '../operations/operation-table.ts';
import type { WorkloadFree, WorkloadOperation, WorkloadStep } from '../workload-document.ts';

/** Steps whose ids all have `prefix` and a point before them. */
export function prefixedSteps(steps: readonly WorkloadStep[], prefix: string): readonly WorkloadStep[] {
  return steps.map((step) => prefixedStep(step, prefix));
}

function prefixedStep(step: WorkloadStep, prefix: string): WorkloadStep {
  const { alloc, random, free, steps, parallel } = step;
  const operations = operationTable.flatMap((spec) => {
    const fields = step[spec.name];
    return fields === undefined ? [] : [[spec.name, prefixedFields(spec, fields, prefix)] as const];
  });
  return {
    ...step,
    ...Object.fromEntries(operations),
    ...(alloc?.id === undefined ? {} : { alloc: { ...alloc, id: named(alloc.id, prefix) } }),
    ...(random?.id === undefined ? {} : { random: { ...random, id: named(random.id, prefix) } }),
    ...(free === undefined ? {} : { free: prefixedFree(free, prefix) }),
    ...(steps === undefined ? {} : { steps: prefixedSteps(steps, prefix) }),
    ...(parallel === undefined
      ? {}
      : { parallel: parallel.map((actor) => ({ ...actor, steps: prefixedSteps(actor.steps, prefix) })) }),
  };
}

function named(id: string, prefix: string): string {
  return `${prefix}.${id}`;
}

function prefixedFree(free: WorkloadFree, prefix: string): WorkloadFree {
  const name = (written: string): string => (written === 'all' ? written : named(written, prefix));
  if (typeof free === 'string') return name(free);
  if (isList(free)) return free.map(name);
  return free.id === undefined ? free : { ...free, id: named(free.id, prefix) };
}

function isList(free: Exclude<WorkloadFree, string>): free is readonly string[] {
  return Array.isArray(free);
}

/** Fields that make or use something by its id, and the buffers of a scatter list. */
function prefixedFields(spec: OperationSpec, fields: WorkloadOperation, prefix: string): WorkloadOperation {
  const changed: Record<string, unknown> = {};
  for (const { name, type } of spec.fields) {
    const value = fields[name];
    if ((type.kind === 'makes' || type.kind === 'uses') && typeof value === 'string')
      changed[name] = named(value, prefix);
    if (type.kind === 'entries' && Array.isArray(value))
      changed[name] = value.map((entry: unknown) => prefixedEntry(entry, prefix));
  }
  return { ...fields, ...changed };
}

function prefixedEntry(entry: unknown, prefix: string): unknown {
  if (typeof entry !== 'object' || entry === null || !('buffer' in entry)) return entry;
  return typeof entry.buffer === 'string' ? { ...entry, buffer: named(entry.buffer, prefix) } : entry;
}
