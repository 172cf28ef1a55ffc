/** The search of a bounce pool slot by slot, as spec 07 §5 tells it, without any list of free runs. */
export class NaiveBouncePool {
  readonly owner: (number | undefined)[];
  #next = 0;
  readonly #shift: number;

  /** `shift`: slots by which what the device sees is past a multiple of the largest alignment. */
  constructor(slots: number, shift: number) {
    this.owner = new Array<number | undefined>(slots).fill(undefined);
    this.#shift = shift;
  }

  /**
   * First slot of a run for `bytes` whose number at the device is a multiple of `align`, or -1. Going around once is counted in
   * slots: one for a slot that is not aligned, `align` for one that is.
   */
  take(id: number, bytes: number, align: number): number {
    const count = Math.ceil(bytes / 2048);
    const slots = this.owner.length;
    let first = this.#next;
    for (let checked = 0; checked < slots; ) {
      const isAligned = (first + this.#shift) % align === 0;
      if (isAligned && this.#fits(first, count)) {
        this.owner.fill(id, first, first + count);
        this.#next = first + count >= slots ? 0 : first + count;
        return first;
      }
      const step = isAligned ? align : 1;
      checked += step;
      first = first + step >= slots ? 0 : first + step;
    }
    return -1;
  }

  free(id: number): void {
    for (const [slot, owner] of this.owner.entries()) if (owner === id) this.owner[slot] = undefined;
  }

  get used(): number {
    return this.owner.filter((owner) => owner !== undefined).length;
  }

  #fits(first: number, count: number): boolean {
    const end = first + count;
    if (end > this.owner.length || Math.floor(first / 128) !== Math.floor((end - 1) / 128)) return false;
    for (let slot = first; slot < end; slot++) if (this.owner[slot] !== undefined) return false;
    return true;
  }
}
