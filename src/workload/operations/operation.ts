import type { Operands } from './operands.ts';
import type { OperationSpec } from './operation-spec.ts';

/** An allocation that an operation names: its group, and its number there. */
export interface BufferReference {
  readonly group: number;
  readonly number: number;
}

/** One operation of a workload, fitted to a board. */
export interface Operation {
  readonly spec: OperationSpec;
  /** Number of the device; undefined: that of what `id` stands for. */
  readonly device: number | undefined;
  readonly operands: Operands;
  /** Set where `id` is that of an allocation. */
  readonly allocation: BufferReference | undefined;
  /** What stands before ids, so that in a log they belong to their device. */
  readonly scope: string;
}
