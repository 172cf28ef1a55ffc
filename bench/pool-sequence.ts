import { CmaArea } from '../src/kernel/dma/cma-area.ts';
import { CoherentPool } from '../src/kernel/dma/coherent-pool.ts';
import type { Taken } from './figures.ts';
import { timed } from './timed.ts';

/** A run of operations on a pool or an area, by which two allocators can be compared. */
export interface PoolSequence {
  /** Powers of two from a coherent pool, or exact counts from a CMA area. */
  readonly kind: 'blocks' | 'runs';
  readonly pageCount: number;
  /** How full the pool is kept. */
  readonly percent: number;
  readonly operations: number;
  readonly seed: number;
}

export interface Played {
  readonly taken: Taken;
  /** Of all addresses that were given, 32 bits by which equal answers are known. */
  readonly sum: number;
  readonly live: number;
}

/** What is played on. */
interface Player {
  /** The first page, or -1. */
  allocate(pages: number): number;
  release(first: number, pages: number): void;
  /** Pages that a request takes. */
  takenBy(pages: number): number;
}

const pageSize = 4096;
/** Steps after the filling, at most. */
const mostSettling = 65536;

/** Plays the sequence: requests of 1 to 64 pages up to the given filling, then one freed for one taken. */
export function playOnPool({ kind, pageCount, percent, operations, seed }: PoolSequence): Played {
  const pool = kind === 'blocks' ? new PoolPlayer(pageCount) : new AreaPlayer(pageCount);
  const target = Math.floor(pageCount / 100) * percent;
  const firsts = new Int32Array(pageCount);
  const sizes = new Int32Array(pageCount);
  let state = seed;
  let live = 0;
  let taken = 0;
  let sum = 0;

  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 1;
  };
  const freeOne = (): void => {
    const which = random() % live;
    const first = firsts[which] ?? 0;
    const pages = sizes[which] ?? 0;
    live--;
    firsts[which] = firsts[live] ?? 0;
    sizes[which] = sizes[live] ?? 0;
    pool.release(first, pages);
    taken -= pool.takenBy(pages);
  };
  const operate = (): void => {
    if (taken < target) {
      const pages = 1 + (random() % 64);
      const first = pool.allocate(pages);
      sum = (Math.imul(sum, 31) + first) | 0;
      if (first >= 0) {
        firsts[live] = first;
        sizes[live] = pages;
        live++;
        taken += pool.takenBy(pages);
        return;
      }
      if (live === 0) return;
    }
    freeOne();
  };

  while (taken < target) {
    const before = live;
    operate();
    if (live < before) break;
  }
  // Until no hole is left of the even filling.
  const settling = Math.min(Math.floor(pageCount / 4), mostSettling);
  for (let step = 0; step < settling; step++) operate();

  sum = 0;
  const duration = timed(operations, () => {
    for (let step = 0; step < operations; step++) operate();
  });
  return { taken: duration, sum: sum >>> 0, live };
}

class PoolPlayer implements Player {
  readonly #pool: CoherentPool;

  constructor(pageCount: number) {
    const byteLimit = pageCount * pageSize;
    const region = { path: '/p', name: 'p', base: 0n, size: BigInt(byteLimit) };
    this.#pool = new CoherentPool(region, pageSize, { zeroSize: 'succeeds', byteLimit });
  }

  allocate(pages: number): number {
    return this.#pool.allocate(pages * pageSize);
  }

  release(first: number, pages: number): void {
    this.#pool.release(first, pages * pageSize);
  }

  takenBy(pages: number): number {
    return 1 << (32 - Math.clz32(pages - 1));
  }
}

class AreaPlayer implements Player {
  readonly #area: CmaArea;

  constructor(pageCount: number) {
    this.#area = new CmaArea({
      name: 'a',
      region: undefined,
      basePage: 0,
      pageCount,
      pageSize,
      maxAlignOrder: 8,
      exact: true,
      activated: true,
    });
  }

  allocate(pages: number): number {
    return this.#area.allocate(pages, this.#area.alignPages(pages * pageSize));
  }

  release(first: number, pages: number): void {
    this.#area.release(first, pages);
  }

  takenBy(pages: number): number {
    return pages;
  }
}
