import type {
  Allocation,
  AllocFailure,
  AllocRequest,
  DmaSystem,
  FreeRequest,
} from '../../kernel/dma/types.ts';
import type { OperationOutcome } from '../operations/driver-operations.ts';
import type { Operation } from '../operations/operation.ts';
import type { RunObserver } from '../run-observer.ts';
import { BufferTable, stillLive } from './buffer-table.ts';
import { FailureList } from './failure-list.ts';
import { HolderTable } from './holder-table.ts';
import { NameTable } from './name-table.ts';
import { holdsPages, type PageRun, withoutPages } from './page-runs.ts';
import { PoolRecord } from './pool-record.ts';
import type { RecordedRun } from './recorded-run.ts';

export interface HistoryLimits {
  /** Buffers that are kept before the record is thinned. */
  readonly buffers: number;
  /** Failures that are kept; later ones are counted. */
  readonly failures: number;
}

const usualLimits: HistoryLimits = { buffers: 150_000, failures: 2_000 };

/** Rows that may be looked at for pages that change hands without an allocation, before that is given up. */
const mostReconciling = 50_000_000;

/**
 * Records what happens in each pool while a workload runs, in bounded space: each buffer is one row from the operation that gave
 * it to the one that took it back. Where there are too many, those that came and went between the moments that are kept are
 * dropped, and the record says so. Peaks, first failures and the end are always exact.
 */
export class RunHistory implements RunObserver {
  readonly #system: Pick<DmaSystem, 'pools'>;
  readonly #buffers = new BufferTable();
  readonly #holders = new HolderTable();
  readonly #pools: PoolRecord[] = [];
  readonly #failures: FailureList;
  readonly #rows = new Map<Allocation, number>();
  #names = new NameTable();
  #operations = 0;
  #stride = 1;
  #limit: number;
  #leftOut = 0;
  #reconciled = 0;

  constructor(system: Pick<DmaSystem, 'pools'>, limits: HistoryLimits = usualLimits) {
    this.#system = system;
    this.#limit = limits.buffers;
    this.#failures = new FailureList(limits.failures);
  }

  allocated(device: string, buffer: () => string, { size }: AllocRequest, allocation: Allocation): void {
    this.#operations++;
    const pool = this.#poolOf(allocation.pool, allocation);
    if (pool === undefined || allocation.firstPage === undefined) return;
    const { firstPage, pages } = allocation;
    const dmaBase = allocation.dma - BigInt(firstPage) * BigInt(pool.state.pageSize);
    const holder = this.#holders.add(device, dmaBase);
    const row = this.#buffers.add({
      pool: pool.index,
      firstPage,
      pages,
      from: this.#operations,
      ...this.#names.add(buffer()),
      holder,
      size,
    });
    this.#rows.set(allocation, row);
    pool.taken += pages;
    this.#look(pool, device, 'alloc');
    if (this.#buffers.length > this.#limit) this.#thin();
  }

  failed(device: string, buffer: () => string, { size }: AllocRequest, failure: AllocFailure): void {
    this.#operations++;
    const pool = this.#refusing(failure);
    pool?.fail(this.#operations);
    if (this.#failures.isFull) {
      this.#failures.leftOut++;
      return;
    }
    const { message, neededPages } = failure;
    const what = { device, id: buffer(), size, neededPages, cause: message };
    this.#failures.add({ operation: this.#operations, pool: pool?.index, ...what });
  }

  freed(
    device: string,
    _buffer: () => string,
    allocation: Allocation | undefined,
    _says?: FreeRequest,
  ): void {
    this.#operations++;
    if (allocation === undefined) return;
    const pool = this.#end(allocation);
    if (pool !== undefined) this.#look(pool, device, 'free');
  }

  performed({ spec, operands }: Operation, { outcome, device, skipped }: OperationOutcome): void {
    this.#operations++;
    if (!outcome.ok && !skipped) {
      const id = operands.text('id') ?? spec.name;
      const size = operands.number('size') ?? 0;
      const what = { device, id, size, neededPages: 0, cause: outcome.why ?? `${spec.name} fails.` };
      this.#failures.add({ operation: this.#operations, pool: undefined, ...what });
    }
    const touched = new Set((outcome.freed ?? []).map((gone) => this.#end(gone)));
    this.#see(undefined);
    for (const pool of this.#pools)
      if (touched.has(pool) || pool.taken !== pool.usedPages) this.#look(pool, device, spec.name);
  }

  get failures(): number {
    return this.#failures.kept.length + this.#failures.leftOut;
  }

  /** Of the pools that the run touched the smallest share, 0 to 1, that was free at any time. */
  get leastLeft(): number {
    return this.#pools.reduce((least, pool) => Math.min(least, pool.leastLeft), 1);
  }

  /** What was recorded so far. */
  recorded(): RecordedRun {
    this.#see(undefined);
    return {
      operations: this.#operations,
      stride: this.#stride,
      buffersLeftOut: this.#leftOut,
      isComplete: this.#reconciled <= mostReconciling,
      pools: this.#pools.map((pool) => pool.recorded(this.#operations)),
      buffers: this.#buffers,
      stems: this.#names.stems,
      holders: this.#holders.holders,
      failures: this.#failures.kept,
      failuresLeftOut: this.#failures.leftOut,
    };
  }

  #poolOf(index: number | undefined, allocation: Allocation): PoolRecord | undefined {
    this.#see(allocation);
    return index === undefined ? undefined : this.#pools[index];
  }

  #refusing({ pool }: AllocFailure): PoolRecord | undefined {
    this.#see(undefined);
    if (pool === undefined) return undefined;
    return this.#pools.find(({ state }) => state.region === pool || state.name === pool);
  }

  /** Pools are made when their first device probes: what is in one when it is first seen was there before, but for what was given just now. */
  #see(allocation: Allocation | undefined): void {
    const states = this.#system.pools;
    for (let index = this.#pools.length; index < states.length; index++) {
      const state = states[index];
      if (state === undefined) return;
      const own: PageRun[] =
        allocation?.pool === index && allocation.firstPage !== undefined
          ? [[allocation.firstPage, allocation.firstPage + allocation.pages]]
          : [];
      this.#pools.push(new PoolRecord(index, state, own));
    }
  }

  #end(allocation: Allocation): PoolRecord | undefined {
    const row = this.#rows.get(allocation);
    if (row === undefined) return undefined;
    this.#rows.delete(allocation);
    this.#buffers.untils.set(row, this.#operations);
    const pool = this.#pools[this.#buffers.pools.at(row)];
    if (pool !== undefined) pool.taken -= this.#buffers.pages.at(row);
    return pool;
  }

  /** Notes the pool's state, and finds out who has pages that no allocation and no free accounts for. */
  #look(pool: PoolRecord, device: string, what: string): void {
    if (pool.taken !== pool.usedPages) this.#reconcile(pool, device, what);
    pool.look(this.#operations);
  }

  /** A `dma_pool` takes pages, a driver marks a place as taken, or frees less than it was given: these pages are drawn too. */
  #reconcile(pool: PoolRecord, device: string, what: string): void {
    pool.taken = pool.usedPages;
    if (this.#reconciled > mostReconciling) return;
    const used = pool.state.usedRuns;
    const known: PageRun[] = [...pool.before];
    const own = [...this.#rows.values()].filter((row) => this.#buffers.pools.at(row) === pool.index);
    this.#reconciled += this.#rows.size + used.length + pool.others.length + 1;
    pool.others = pool.others.filter((row) => {
      const [first, end] = this.#runOf(row);
      if (holdsPages(used, first, end)) return true;
      this.#buffers.untils.set(row, this.#operations);
      return false;
    });
    for (const row of [...own, ...pool.others]) known.push(this.#runOf(row));
    for (const [first, end] of withoutPages(used, known)) {
      const holder = this.#holders.add(device, undefined);
      const setting = { pool: pool.index, from: this.#operations, holder };
      const pages = end - first;
      const size = pages * pool.state.pageSize;
      const name = { stem: this.#names.stem(`(${what})`), next: 0 };
      pool.others.push(this.#buffers.add({ ...setting, firstPage: first, pages, ...name, size }));
    }
    if (this.#buffers.length > this.#limit) this.#thin();
  }

  #runOf(row: number): PageRun {
    const first = this.#buffers.firstPages.at(row);
    return [first, first + this.#buffers.pages.at(row)];
  }

  /** Drops what no kept moment shows; keeps half as many moments until a quarter of the rows is free; what must stay makes the limit larger. */
  #thin(): void {
    const before = this.#buffers.length;
    this.#drop();
    while (this.#buffers.length > this.#limit * 0.75 && this.#stride < this.#operations) {
      this.#stride *= 2;
      this.#drop();
    }
    this.#leftOut += before - this.#buffers.length;
    if (this.#buffers.length > this.#limit * 0.75) this.#limit = this.#buffers.length * 2;
    this.#renameAll();
  }

  #drop(): void {
    const moved = this.#buffers.keep((row) => this.#isKept(row));
    for (const [allocation, row] of this.#rows) this.#rows.set(allocation, moved[row] ?? row);
    for (const pool of this.#pools) pool.others = pool.others.map((row) => moved[row] ?? row);
  }

  #isKept(row: number): boolean {
    const until = this.#buffers.untils.at(row);
    if (until === stillLive) return true;
    const from = this.#buffers.froms.at(row);
    if (Math.floor((until - 1) / this.#stride) * this.#stride >= from) return true;
    const pool = this.#pools[this.#buffers.pools.at(row)];
    return pool?.moments.some((operation) => from <= operation && operation < until) ?? true;
  }

  /** The names of the rows that are left, and no others. */
  #renameAll(): void {
    const old = this.#names;
    this.#names = new NameTable();
    const { stems } = this.#buffers;
    for (let row = 0; row < this.#buffers.length; row++)
      stems.set(row, this.#names.stem(old.stems[stems.at(row)] ?? ''));
  }
}
