/** What a pool went through in one stretch of operations. */
export interface SeriesPoint {
  /** First and last operation of the stretch. */
  readonly first: number;
  readonly last: number;
  /** The most and the fewest pages in use, and the smallest largest hole. */
  readonly mostUsed: number;
  readonly leastUsed: number;
  readonly smallestHole: number;
  readonly failures: number;
}

/** The most points of a series; where there are more operations, one point stands for several. */
export const mostPoints = 1024;

/**
 * A pool's use over the operations in bounded space: stretches of equal length, each with its extremes, so that no peak and no
 * smallest hole is lost however long the run is.
 */
export class PoolSeries {
  #width = 1;
  #count = 0;
  readonly #startUsed: number;
  readonly #startHole: number;
  readonly #seen = new Uint8Array(mostPoints);
  readonly #most = new Uint32Array(mostPoints);
  readonly #least = new Uint32Array(mostPoints);
  readonly #hole = new Uint32Array(mostPoints);
  readonly #failures = new Uint32Array(mostPoints);
  readonly #lastUsed = new Uint32Array(mostPoints);
  readonly #lastHole = new Uint32Array(mostPoints);

  /** @param used pages in use before the first operation, and the largest hole then */
  constructor(used: number, hole: number) {
    this.#startUsed = used;
    this.#startHole = hole;
  }

  /** The state after an operation; operations come in their order. */
  record(operation: number, used: number, hole: number): void {
    const at = this.#point(operation);
    if (this.#seen[at] === 0) {
      this.#seen[at] = 1;
      this.#most[at] = used;
      this.#least[at] = used;
      this.#hole[at] = hole;
    } else {
      if (used > (this.#most[at] ?? 0)) this.#most[at] = used;
      if (used < (this.#least[at] ?? 0)) this.#least[at] = used;
      if (hole < (this.#hole[at] ?? 0)) this.#hole[at] = hole;
    }
    this.#lastUsed[at] = used;
    this.#lastHole[at] = hole;
  }

  fail(operation: number): void {
    const at = this.#point(operation);
    this.#failures[at] = (this.#failures[at] ?? 0) + 1;
  }

  /** Up to the run's last operation; a stretch without an event of this pool is as the one before it ended. */
  points(operations: number): readonly SeriesPoint[] {
    this.#point(Math.max(1, operations));
    const points: SeriesPoint[] = [];
    let used = this.#startUsed;
    let hole = this.#startHole;
    for (let at = 0; at < this.#count; at++) {
      const isSeen = this.#seen[at] === 1;
      // Of a stretch of one operation only what that left counts; of a longer one also how it began.
      const counts = this.#width > 1 || !isSeen;
      points.push({
        first: at * this.#width + 1,
        last: Math.min((at + 1) * this.#width, Math.max(1, operations)),
        mostUsed: Math.max(isSeen ? (this.#most[at] ?? 0) : 0, counts ? used : 0),
        leastUsed: Math.min(isSeen ? (this.#least[at] ?? 0) : used, counts ? used : (this.#least[at] ?? 0)),
        smallestHole: Math.min(isSeen ? (this.#hole[at] ?? 0) : hole, counts ? hole : (this.#hole[at] ?? 0)),
        failures: this.#failures[at] ?? 0,
      });
      if (!isSeen) continue;
      used = this.#lastUsed[at] ?? 0;
      hole = this.#lastHole[at] ?? 0;
    }
    return points;
  }

  #point(operation: number): number {
    while (operation > this.#width * mostPoints) this.#halve();
    const at = Math.floor((operation - 1) / this.#width);
    if (at >= this.#count) this.#count = at + 1;
    return at;
  }

  /** Two stretches become one. */
  #halve(): void {
    const half = mostPoints / 2;
    for (let at = 0; at < half; at++) {
      const left = 2 * at;
      const right = left + 1;
      const hasLeft = this.#seen[left] === 1;
      const hasRight = this.#seen[right] === 1;
      const pick = (values: Uint32Array, both: (a: number, b: number) => number): number =>
        hasLeft && hasRight
          ? both(values[left] ?? 0, values[right] ?? 0)
          : (values[hasLeft ? left : right] ?? 0);
      this.#most[at] = pick(this.#most, Math.max);
      this.#least[at] = pick(this.#least, Math.min);
      this.#hole[at] = pick(this.#hole, Math.min);
      this.#failures[at] = (this.#failures[left] ?? 0) + (this.#failures[right] ?? 0);
      this.#lastUsed[at] = this.#lastUsed[hasRight ? right : left] ?? 0;
      this.#lastHole[at] = this.#lastHole[hasRight ? right : left] ?? 0;
      this.#seen[at] = hasLeft || hasRight ? 1 : 0;
    }
    for (const values of [this.#most, this.#least, this.#hole, this.#failures]) values.fill(0, half);
    this.#seen.fill(0, half);
    this.#width *= 2;
    this.#count = Math.ceil(this.#count / 2);
  }
}
