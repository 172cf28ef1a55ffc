const freed = -1;

/**
 * The live buffers of one id, oldest first, each with its number: one more than the highest live number, 0 when none
 * is live. Freed ends are cut off, so that the oldest and the newest are always live and found at once.
 */
export class BufferGroup {
  #slots: number[] = [];
  /** Index in `#slots` of the oldest live buffer. */
  #head = 0;
  /** Number of the buffer at `#slots[0]`. */
  #base = 0;
  #live = 0;

  get live(): number {
    return this.#live;
  }

  get oldest(): number {
    return this.#base + this.#head;
  }

  get newest(): number {
    return this.#base + this.#slots.length - 1;
  }

  /** The slot of the buffer with this number, or undefined if none is live. */
  slot(number: number): number | undefined {
    const slot = this.#slots[number - this.#base];
    return slot === freed ? undefined : slot;
  }

  /** Adds a buffer and returns its number. */
  add(slot: number): number {
    this.#slots.push(slot);
    this.#live++;
    return this.newest;
  }

  remove(number: number): void {
    const index = number - this.#base;
    if (this.slot(number) === undefined) return;
    this.#slots[index] = freed;
    this.#live--;

    if (this.#live === 0) {
      this.#slots.length = 0;
      this.#head = 0;
      this.#base = 0;
      return;
    }
    while (this.#slots[this.#slots.length - 1] === freed) this.#slots.length--;
    while (this.#slots[this.#head] === freed) this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#slots.length) this.#compact();
  }

  #compact(): void {
    this.#slots = this.#slots.slice(this.#head);
    this.#base += this.#head;
    this.#head = 0;
  }
}
