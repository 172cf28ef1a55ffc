import type { LiveBuffers } from '../live-buffers.ts';
import { indexByWeight, Sampler } from './distribution.ts';
import { RandomBuffers } from './random-buffers.ts';
import type { RandomPlan } from './random-plan.ts';
import { RandomSource } from './random-source.ts';

/**
 * A random step while it runs; where it runs again it goes on with its numbers, its clock and what it kept.
 *
 * Each operation is a free where a buffer is due or `live` are live, else an allocation. Freed is the one that is due first, of those
 * due at the same operation the oldest; without lifetimes any of them, by chance. The numbers are drawn in this order: of an
 * allocation the device (where there are several), the size, the lifetime; of a free by chance its buffer.
 */
export class RandomWalk {
  readonly #plan: RandomPlan;
  readonly #live: LiveBuffers;
  readonly #source: RandomSource;
  readonly #size: Sampler;
  readonly #lifetime: Sampler | undefined;
  readonly #held = new RandomBuffers();
  #clock = 0;

  constructor(plan: RandomPlan, live: LiveBuffers) {
    this.#plan = plan;
    this.#live = live;
    this.#source = new RandomSource(plan.seed, plan.runSeed);
    this.#size = new Sampler(plan.size);
    this.#lifetime = plan.lifetime === undefined ? undefined : new Sampler(plan.lifetime);
  }

  /** What the next operation frees; undefined: it allocates. `live` is how many of its buffers are live. */
  next(live: number): number | undefined {
    this.#clock++;
    // Steps may free by its id, and `all`.
    while (this.#held.count > 0 && !this.#isLive(0)) this.#held.remove(0);
    if (this.#held.count === 0 || (this.#held.firstDue > this.#clock && live < this.#plan.live))
      return undefined;
    const index = this.#lifetime === undefined ? this.#victim() : 0;
    const slot = this.#held.slot(index);
    this.#held.remove(index);
    return slot;
  }

  /** Number of the device of the next allocation. */
  device(): number {
    const { devices, weights } = this.#plan;
    return devices[devices.length === 1 ? 0 : indexByWeight(weights, this.#source)] ?? 0;
  }

  size(): number {
    return this.#size.draw(this.#source);
  }

  /** The buffer that was just allocated. */
  hold(slot: number): void {
    const lifetime = this.#lifetime?.draw(this.#source) ?? Number.POSITIVE_INFINITY;
    this.#held.add(slot, this.#live.serial, this.#clock + lifetime);
  }

  /** All that are left, oldest first. */
  close(expire: (slot: number, serial: number) => void): void {
    for (const [slot, serial] of this.#held.takeAll()) expire(slot, serial);
  }

  #victim(): number {
    for (;;) {
      const index = this.#source.below(this.#held.count);
      if (this.#isLive(index)) return index;
      this.#held.remove(index);
    }
  }

  #isLive(index: number): boolean {
    return this.#live.holds(this.#held.slot(index), this.#held.serial(index));
  }
}
