import type { Operands } from '../kernel/dma/decision-path.ts';
import { hex } from '../memory/quantity.ts';
import type { ExplainedOperation } from '../workload/run-result.ts';

export interface RunExplainJsonOptions {
  /** The `kernel` block of `boot --format json`. */
  readonly kernel: object;
}

/** The tests that the kernel made in one operation, for scripts. Addresses among their operands are hex strings. */
export function runExplainJson(explained: ExplainedOperation, { kernel }: RunExplainJsonOptions): string {
  const { operation, name, device, id, size, place, ok, outcome, steps } = explained;
  const value = {
    schemaVersion: 1,
    kernel,
    operation,
    do: name,
    device,
    id: id ?? null,
    size: size === undefined ? null : hex(size),
    file: place.file.path,
    ...place.file.lineColumn(place.start),
    ok,
    outcome,
    steps: steps.map((step, index) => ({
      number: index + 1,
      test: step.test,
      operands: operandsJson(step.operands),
      answer: step.answer,
      source: step.source,
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function operandsJson(operands: Operands): object {
  return Object.fromEntries(
    Object.entries(operands).map(([name, value]) => [name, typeof value === 'bigint' ? hex(value) : value]),
  );
}
