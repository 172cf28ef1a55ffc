const none = -1;

/** Several lists of slots, each in order of addition; a slot is in one list at most, and leaves it in constant time. */
export class LiveList {
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  readonly #list: number[] = [];
  readonly #heads: number[] = [];
  readonly #tails: number[] = [];
  readonly #lengths: number[] = [];

  /** The slot that has been longest in the list, or undefined. */
  first(list: number): number | undefined {
    const slot = this.#heads[list] ?? none;
    return slot === none ? undefined : slot;
  }

  length(list: number): number {
    return this.#lengths[list] ?? 0;
  }

  add(list: number, slot: number): void {
    while (this.#heads.length <= list) {
      this.#heads.push(none);
      this.#tails.push(none);
      this.#lengths.push(0);
    }
    this.#lengths[list] = (this.#lengths[list] ?? 0) + 1;
    const tail = this.#tails[list] ?? none;
    this.#list[slot] = list;
    this.#next[slot] = none;
    this.#previous[slot] = tail;
    this.#tails[list] = slot;
    if (tail === none) this.#heads[list] = slot;
    else this.#next[tail] = slot;
  }

  remove(slot: number): void {
    const list = this.#list[slot] ?? 0;
    this.#lengths[list] = (this.#lengths[list] ?? 0) - 1;
    const next = this.#next[slot] ?? none;
    const previous = this.#previous[slot] ?? none;
    if (previous === none) this.#heads[list] = next;
    else this.#next[previous] = next;
    if (next === none) this.#tails[list] = previous;
    else this.#previous[next] = previous;
  }
}
