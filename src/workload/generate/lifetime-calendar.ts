/** What a calendar says of a buffer whose time has come. */
export type Expire = (instruction: number, slot: number, serial: number) => void;

/** Buffers that are freed by themselves, by when: a clock of rounds or of operations, or the end of what they live in. */
export class LifetimeCalendar {
  #now = 0;
  #count = 0;
  /** By time: instruction, slot and serial of each buffer, one after the other, in the order of allocation. */
  readonly #due = new Map<number, number[]>();
  readonly #spare: number[][] = [];

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** A buffer that is due at the `ticks`th tick from here. */
  add(instruction: number, slot: number, serial: number, ticks: number): void {
    const time = this.#now + ticks;
    let entries = this.#due.get(time);
    if (entries === undefined) {
      entries = this.#spare.pop() ?? [];
      this.#due.set(time, entries);
    }
    entries.push(instruction, slot, serial);
    this.#count++;
  }

  /** One round, or one operation, is over. */
  tick(expire: Expire): void {
    this.#now++;
    if (this.#count === 0) return;
    const entries = this.#due.get(this.#now);
    if (entries === undefined) return;
    this.#due.delete(this.#now);
    this.#count -= entries.length / 3;
    expireAll(entries, expire);
    entries.length = 0;
    this.#spare.push(entries);
  }

  /** What they live in is over: all that are left, oldest first. */
  close(expire: Expire): void {
    if (this.#count === 0) return;
    const left: (readonly [number, number, number])[] = [];
    for (const entries of this.#due.values()) {
      for (let at = 0; at < entries.length; at += 3)
        left.push([entries[at] ?? 0, entries[at + 1] ?? 0, entries[at + 2] ?? 0]);
    }
    this.#due.clear();
    this.#count = 0;
    left.sort((one, other) => one[2] - other[2]);
    for (const [instruction, slot, serial] of left) expire(instruction, slot, serial);
  }
}

function expireAll(entries: readonly number[], expire: Expire): void {
  for (let at = 0; at < entries.length; at += 3)
    expire(entries[at] ?? 0, entries[at + 1] ?? 0, entries[at + 2] ?? 0);
}
