/** A moment that comes. */
export class Deadline {
  readonly #end: number;

  /** So many milliseconds from now. */
  constructor(milliseconds: number) {
    this.#end = performance.now() + milliseconds;
  }

  /** Milliseconds until then; 0 when it is past. */
  get left(): number {
    return Math.max(0, this.#end - performance.now());
  }
}
