/** What a calendar says of a buffer whose time has come. */
export type Expire = (instruction: number, slot: number, serial: number) => void;

/** Whether a buffer is still there: steps may free it before its time. */
export type IsLive = (slot: number, serial: number) => boolean;

/** Entries that are kept without a look at whether their buffers are still there; more than there can be live. */
const mostUnseen = 500_000;

/** Buffers that are freed by themselves, by when: a clock of rounds or of operations, or the end of what they live in. */
export class LifetimeCalendar {
  #now = 0;
  #count = 0;
  /** By time: instruction, slot and serial of each buffer, one after the other, in the order of allocation. */
  readonly #due = new Map<number, number[]>();
  readonly #spare: number[][] = [];
  readonly #isLive: IsLive;
  #pruneAt = mostUnseen;

  constructor(isLive: IsLive) {
    this.#isLive = isLive;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** A buffer that is due at the `ticks`th tick from here. */
  add(instruction: number, slot: number, serial: number, ticks: number): void {
    if (this.#count === this.#pruneAt) this.#prune();
    const time = this.#now + ticks;
    let entries = this.#due.get(time);
    if (entries === undefined) {
      entries = this.#spare.pop() ?? [];
      this.#due.set(time, entries);
    }
    entries.push(instruction, slot, serial);
    this.#count++;
  }

  /** Forgets those that steps have freed, so that what is kept is bounded by what is live. */
  #prune(): void {
    this.#count = 0;
    for (const [time, entries] of this.#due) {
      let kept = 0;
      for (let at = 0; at < entries.length; at += 3) {
        if (!this.#isLive(entries[at + 1] ?? 0, entries[at + 2] ?? 0)) continue;
        entries.copyWithin(kept, at, at + 3);
        kept += 3;
      }
      entries.length = kept;
      this.#count += kept / 3;
      if (kept === 0) this.#due.delete(time);
    }
    this.#pruneAt = Math.max(mostUnseen, 2 * this.#count);
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
