import { deviceOperations } from './device-operations.ts';
import type { OperationName, OperationSpec } from './operation-spec.ts';
import { poolOperations } from './pool-operations.ts';
import { streamingOperations } from './streaming-operations.ts';

/**
 * Every operation but `alloc` and `free`, whose forms are older and larger. The schema of YAML steps, the checks of an operation
 * log's lines, the hints for misspelt keys and the pages in docs/operations all come from here.
 */
export const operationsByName: Readonly<Record<OperationName, OperationSpec>> = {
  ...streamingOperations,
  ...deviceOperations,
  ...poolOperations,
};

export const operationTable: readonly OperationSpec[] = Object.values(operationsByName);

/** `alloc` and `free`, and the names of the table. */
export const operationNames: readonly string[] = ['alloc', 'free', ...Object.keys(operationsByName)];

export function operationSpec(name: string): OperationSpec | undefined {
  return operationTable.find((spec) => spec.name === name);
}
