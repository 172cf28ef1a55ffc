/**
 * Time, counted in DMA operations: what the kernel does after some milliseconds is done after so many maps and unmaps here, so
 * that a run can be repeated.
 */
export class OperationClock {
  readonly #perMillisecond: number;
  #now = 0;

  /** `perMillisecond`: operations in a millisecond. Default: 100. */
  constructor(perMillisecond = 100) {
    this.#perMillisecond = perMillisecond;
  }

  get now(): number {
    return this.#now;
  }

  tick(): void {
    this.#now++;
  }

  operationsIn(milliseconds: number): number {
    return Math.max(1, Math.round(milliseconds * this.#perMillisecond));
  }

  /** The reading that many milliseconds from now. */
  after(milliseconds: number): number {
    return this.#now + this.operationsIn(milliseconds);
  }
}
