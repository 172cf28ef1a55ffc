import { CmaArea } from './cma-area.ts';
import type { CoherentPool } from './coherent-pool.ts';
import type { PoolState } from './types.ts';

/** A pool as it stands when it is looked at. */
export class PoolView implements PoolState {
  readonly kind: PoolState['kind'];
  readonly region: string | undefined;
  readonly name: string;
  readonly base: bigint;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly exact: boolean;
  readonly #pool: CoherentPool | CmaArea;

  constructor(pool: CoherentPool | CmaArea, kind: PoolState['kind']) {
    this.#pool = pool;
    this.kind = kind;
    this.region = pool.region;
    this.name = pool.name;
    this.base = pool.base;
    this.pageSize = pool.pageSize;
    this.pageCount = pool.pageCount;
    this.exact = !(pool instanceof CmaArea) || pool.exact;
  }

  get usedPages(): number {
    return this.#pool.bitmap.takenCount;
  }

  get largestHolePages(): number {
    return this.#pool.bitmap.longestFreeRun;
  }

  get largestHoleStart(): number {
    return this.#pool.bitmap.longestFreeRunStart;
  }

  get changes(): number {
    return this.#pool.bitmap.changes;
  }

  get usedEnd(): number {
    return this.#pool.bitmap.takenEnd;
  }

  get pinnedPages(): number {
    return this.#pool.bitmap.blockedCount;
  }

  get pinnedRuns(): readonly (readonly [number, number])[] {
    return this.#pool.bitmap.blockedRuns();
  }

  get usedRuns(): readonly (readonly [number, number])[] {
    return this.#pool.bitmap.takenRuns();
  }
}
