/** The buffers that a random step holds, those that are freed next first: by the operation at which they are due, then by age. */
export class RandomBuffers {
  // A binary heap in three columns.
  readonly #slots: number[] = [];
  readonly #serials: number[] = [];
  readonly #dues: number[] = [];

  get count(): number {
    return this.#slots.length;
  }

  slot(index: number): number {
    return this.#slots[index] ?? 0;
  }

  /** Number of the allocation that put it there, by which it is told from a later one in the same slot. */
  serial(index: number): number {
    return this.#serials[index] ?? 0;
  }

  /** When the first of them is to be freed. */
  get firstDue(): number {
    return this.#dues[0] ?? Number.POSITIVE_INFINITY;
  }

  add(slot: number, serial: number, due: number): void {
    let at = this.#slots.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(due, serial, above)) break;
      this.#move(above, at);
      at = above;
    }
    this.#put(at, slot, serial, due);
  }

  /** Takes one out, usually the first. */
  remove(index: number): void {
    const last = this.#slots.length - 1;
    const slot = this.#slots[last] ?? 0;
    const serial = this.#serials[last] ?? 0;
    const due = this.#dues[last] ?? 0;
    this.#slots.length = last;
    this.#serials.length = last;
    this.#dues.length = last;
    if (index >= last) return;

    let at = index;
    while (at > 0 && this.#isBefore(due, serial, (at - 1) >> 1)) {
      this.#move((at - 1) >> 1, at);
      at = (at - 1) >> 1;
    }
    for (let below = 2 * at + 1; below < last; below = 2 * at + 1) {
      if (below + 1 < last && this.#isEarlier(below + 1, below)) below++;
      if (this.#isBefore(due, serial, below)) break;
      this.#move(below, at);
      at = below;
    }
    this.#put(at, slot, serial, due);
  }

  /** Empties it; what was in it, as slot and serial, oldest first. */
  takeAll(): readonly (readonly [slot: number, serial: number])[] {
    const all = this.#slots.map((slot, index): [number, number] => [slot, this.serial(index)]);
    this.#slots.length = 0;
    this.#serials.length = 0;
    this.#dues.length = 0;
    return all.sort((one, other) => one[1] - other[1]);
  }

  #isBefore(due: number, serial: number, other: number): boolean {
    const otherDue = this.#dues[other] ?? 0;
    return due < otherDue || (due === otherDue && serial < (this.#serials[other] ?? 0));
  }

  #isEarlier(index: number, other: number): boolean {
    return this.#isBefore(this.#dues[index] ?? 0, this.#serials[index] ?? 0, other);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#slots[from] ?? 0, this.#serials[from] ?? 0, this.#dues[from] ?? 0);
  }

  #put(at: number, slot: number, serial: number, due: number): void {
    this.#slots[at] = slot;
    this.#serials[at] = serial;
    this.#dues[at] = due;
  }
}
