import { CoherentPool } from '../src/kernel/dma/coherent-pool.ts';

/** A run of operations on a pool, by which two allocators can be compared. */
export interface PoolSequence {
  readonly pageCount: number;
  /** How full the pool is kept. */
  readonly percent: number;
  readonly operations: number;
  readonly seed: number;
}

export interface Played {
  /** On the processor. */
  readonly nanoseconds: number;
  /** Of all addresses that were given, 32 bits by which equal answers are known. */
  readonly sum: number;
  readonly live: number;
}

const pageSize = 4096;

/** Plays the sequence on a coherent pool: requests of 1 to 64 pages up to the given filling, then one freed for one taken. */
export function playOnPool({ pageCount, percent, operations, seed }: PoolSequence): Played {
  const bytes = pageCount * pageSize;
  const pool = new CoherentPool({ path: '/p', name: 'p', base: 0n, size: BigInt(bytes) }, pageSize, {
    zeroSize: 'succeeds',
    byteLimit: bytes,
  });
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
    pool.release(first, pages * pageSize);
    taken -= 1 << orderOf(pages);
  };
  const operate = (): void => {
    if (taken >= target) {
      freeOne();
      return;
    }
    const pages = 1 + (random() % 64);
    const first = pool.allocate(pages * pageSize);
    sum = (Math.imul(sum, 31) + first) | 0;
    if (first < 0) {
      if (live > 0) freeOne();
      return;
    }
    firsts[live] = first;
    sizes[live] = pages;
    live++;
    taken += 1 << orderOf(pages);
  };

  while (taken < target) {
    const before = live;
    operate();
    if (live < before) break;
  }
  // Until no hole is left of the even filling.
  for (let step = 0; step < Math.floor(pageCount / 4); step++) operate();

  sum = 0;
  const begin = process.cpuUsage();
  for (let step = 0; step < operations; step++) operate();
  const { user, system } = process.cpuUsage(begin);
  const nanoseconds = (user + system) * 1000;
  return { nanoseconds, sum: sum >>> 0, live };
}

function orderOf(pages: number): number {
  return 32 - Math.clz32(pages - 1);
}
