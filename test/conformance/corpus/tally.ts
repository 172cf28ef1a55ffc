/** Counts what was compared, board by board, and prints each difference as it is met. */
export class Tally {
  readonly #title: string;
  readonly #counts = new Map<string, number>();
  readonly #differences = new Set<string>();
  #boards = 0;

  constructor(title: string) {
    this.#title = title;
  }

  /** Notes that a board is looked at; it passes unless a difference is noted. */
  board(): void {
    this.#boards++;
  }

  /** Notes that so many things of a kind were compared. */
  compared(kind: string, count = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  difference(board: string, what: string): void {
    this.#differences.add(board);
    console.log(`${board}: ${what}`);
  }

  /** Compares two plain values, and notes the difference if there is one. */
  equal(board: string, kind: string, what: string, got: unknown, wanted: unknown): void {
    this.compared(kind);
    const left = JSON.stringify(got) ?? 'nothing';
    const right = JSON.stringify(wanted) ?? 'nothing';
    if (left !== right) this.difference(board, `${what} is ${left}, expected ${right}`);
  }

  get failures(): ReadonlySet<string> {
    return this.#differences;
  }

  get passed(): number {
    return this.#boards - this.#differences.size;
  }

  /** `regions: 3580 passed, 0 failed (10049 regions, 4013 users)`. */
  summary(): string {
    const counts = [...this.#counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
    return `${this.#title}: ${this.passed} passed, ${this.#differences.size} failed${counts === '' ? '' : ` (${counts})`}`;
  }
}
