import type { Allocation, AllocFailure, AllocRequest, FreeRequest } from '../kernel/dma/types.ts';
import type { LogLine } from '../kernel/log.ts';
import type { OperationOutcome } from './operations/driver-operations.ts';
import type { Operation } from './operations/operation.ts';

/** Is told of every operation while it is performed, with what the kernel printed; `buffer` is worked out when asked for. */
export interface RunObserver {
  allocated(
    device: string,
    buffer: () => string,
    request: AllocRequest,
    allocation: Allocation,
    log: readonly LogLine[],
  ): void;
  failed(
    device: string,
    buffer: () => string,
    request: AllocRequest,
    failure: AllocFailure,
    log: readonly LogLine[],
  ): void;
  /** `allocation` is undefined where there was nothing to free, because that allocation had failed. */
  freed(
    device: string,
    buffer: () => string,
    allocation: Allocation | undefined,
    says: FreeRequest | undefined,
    log: readonly LogLine[],
  ): void;
  /** Any other operation. */
  performed(operation: Operation, result: OperationOutcome, log: readonly LogLine[]): void;
}
