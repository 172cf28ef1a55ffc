/** What came of one field over many recordings. */
export interface FieldCount {
  compared: number;
  different: number;
  /** By the reason for leaving it out. */
  readonly leftOut: Map<string, number>;
}

/** Counts comparisons by field, and keeps the first differences of a recording. */
export class Tally {
  readonly fields: Map<string, FieldCount> = new Map();
  readonly differences: string[] = [];
  #total = 0;
  readonly #most: number;

  constructor(mostDifferences = 20) {
    this.#most = mostDifferences;
  }

  get differenceCount(): number {
    return this.#total;
  }

  /** Compares two values by their JSON. `where` tells which one of the field's it is. */
  compare(field: string, where: string, expected: unknown, actual: unknown): void {
    const count = this.#field(field);
    count.compared++;
    if (isEqual(expected, actual)) return;

    count.different++;
    this.#total++;
    if (this.differences.length < this.#most) {
      this.differences.push(`${field} ${where}: recorded ${show(expected)}, emulated ${show(actual)}`);
    }
  }

  leaveOut(field: string, reason: string, times = 1): void {
    if (times === 0) return;
    const { leftOut } = this.#field(field);
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + times);
  }

  /** Adds another tally's counts; differences stay where they are. */
  add(other: Tally): void {
    for (const [field, { compared, different, leftOut }] of other.fields) {
      const count = this.#field(field);
      count.compared += compared;
      count.different += different;
      for (const [reason, times] of leftOut) this.leaveOut(field, reason, times);
    }
  }

  #field(name: string): FieldCount {
    let count = this.fields.get(name);
    if (count === undefined) {
      count = { compared: 0, different: 0, leftOut: new Map() };
      this.fields.set(name, count);
    }
    return count;
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
