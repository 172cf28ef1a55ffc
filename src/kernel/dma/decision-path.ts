/** What a test looked at. */
export type Operands = Readonly<Record<string, string | number | bigint | boolean>>;

/** One test that the kernel made on the way to an answer. */
export interface DecisionStep {
  /** What was asked: `the device has a coherent pool`. */
  readonly test: string;
  readonly operands: Operands;
  /** What came of it: `yes`, `no`, or what was done. */
  readonly answer: string;
  /** The kernel function: `dma_direct_alloc()`. */
  readonly source: string;
}

/** The decisions of one operation, in their order. Who wants none passes none, and none is built. */
export interface DecisionPath {
  step(step: DecisionStep): void;
}

/** Keeps the steps of one operation. */
export class RecordedPath implements DecisionPath {
  readonly #steps: DecisionStep[] = [];

  get steps(): readonly DecisionStep[] {
    return this.#steps;
  }

  step(step: DecisionStep): void {
    this.#steps.push(step);
  }
}
