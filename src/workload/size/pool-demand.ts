import type { Allocation, AllocRequest, DmaSystem } from '../../kernel/dma/types.ts';
import type { RunObserver } from '../run-observer.ts';

/** The buffer that made a pool as large as it must be. */
export interface DecidingBuffer {
  readonly device: string;
  readonly buffer: string;
  /** Bytes, as asked for. */
  readonly size: number;
  readonly pages: number;
  readonly firstPage: number;
  /** Number of the operation, from 1; undefined where it was there before the first one, or is no driver's buffer. */
  readonly operation: number | undefined;
}

/** How much of one pool a run used. */
export interface PoolDemand {
  /** The page behind the highest that was ever taken. */
  readonly endPages: number;
  /** See `Trial.open`. */
  readonly open: readonly (readonly [from: number, end: number])[];
  readonly decidedBy: DecidingBuffer | undefined;
}

interface GrowingDemand {
  endPages: number;
  readonly open: (readonly [number, number])[];
  decidedBy: DecidingBuffer | undefined;
  usedPages: number;
}

/** Watches how far up each pool is used, and which buffers did not come from the area that their device has. */
export class DemandObserver implements RunObserver {
  /** Buffers that the page allocator gave although their step needs them and their device, or all devices, have a CMA area. */
  spilled = 0;
  /** The first of them. */
  firstSpilled: Pick<DecidingBuffer, 'device' | 'buffer' | 'size' | 'operation'> | undefined;
  /** Of the operation that is being performed. */
  isNeeded = true;
  operation = 0;
  readonly #system: DmaSystem;
  readonly #pageSize: number;
  /** Whether a buffer that a CMA area refuses may come from the page allocator. */
  readonly #mayFallBack: boolean;
  readonly #demands: (GrowingDemand | undefined)[] = [];

  constructor(system: DmaSystem, pageSize: number, mayFallBack: boolean) {
    this.#system = system;
    this.#pageSize = pageSize;
    this.#mayFallBack = mayFallBack;
  }

  /** Takes note of how much is in use, for {@link look}. */
  remember(): void {
    for (let index = 0; index < this.#system.pools.length; index++)
      this.#demand(index).usedPages = this.#system.pools[index]?.usedPages ?? 0;
  }

  /** Takes note of what was taken since, by what is no allocation. */
  look(): void {
    for (let index = 0; index < this.#system.pools.length; index++) {
      const demand = this.#demand(index);
      const pool = this.#system.pools[index];
      if (pool === undefined || pool.usedPages <= demand.usedPages) continue;
      const end = pool.usedRuns.at(-1)?.[1] ?? 0;
      if (end > demand.endPages) grow(demand, end, true, undefined);
    }
  }

  demandOf(index: number): PoolDemand {
    return this.#demand(index);
  }

  allocated(device: string, buffer: () => string, request: AllocRequest, allocation: Allocation): void {
    const { pool, firstPage, pages, size } = allocation;
    if (pool === undefined || firstPage === undefined || firstPage < 0) {
      if (allocation.from === 'pages' && this.isNeeded && this.#hasArea(device, request)) {
        this.spilled++;
        this.firstSpilled ??= { device, buffer: buffer(), size, operation: this.operation };
      }
      return;
    }
    const demand = this.#demand(pool);
    const end = firstPage + pages;
    if (end <= demand.endPages) return;
    const isOpen = !this.isNeeded || (this.#mayFallBack && this.#system.pools[pool]?.kind !== 'coherent');
    const decidedBy = { device, buffer: buffer(), size, pages, firstPage, operation: this.operation };
    grow(demand, end, isOpen, decidedBy);
  }

  failed(): void {}

  freed(): void {}

  performed(): void {}

  #hasArea(device: string, { size, maySleep }: AllocRequest): boolean {
    if (maySleep === false) return false;
    if (this.#system.device(device)?.cmaArea !== undefined) return true;
    // What is no larger than a page is never asked of the default area.
    return size > this.#pageSize && this.#system.pools.some(({ kind }) => kind === 'default-cma');
  }

  #demand(index: number): GrowingDemand {
    let demand = this.#demands[index];
    if (demand === undefined) {
      demand = { endPages: 0, open: [], decidedBy: undefined, usedPages: 0 };
      this.#demands[index] = demand;
    }
    return demand;
  }
}

function grow(
  demand: GrowingDemand,
  end: number,
  isOpen: boolean,
  decidedBy: DecidingBuffer | undefined,
): void {
  if (isOpen) demand.open.push([demand.endPages, end]);
  demand.endPages = end;
  demand.decidedBy = decidedBy;
}
