import type { PoolState } from '../../kernel/dma/types.ts';
import type { BufferTable } from './buffer-table.ts';
import { joinName } from './name-table.ts';
import type { SeriesPoint } from './pool-series.ts';

/** Who holds a buffer, and where its pool begins as that device sees it. */
export interface Holder {
  /** Path of the device. */
  readonly device: string;
  /** What the device's address of a buffer is, less its place in the pool; undefined where no device has one. */
  readonly dmaBase: bigint | undefined;
}

/** One pool over a run. */
export interface RecordedPool {
  /** Index into `DmaSystem.pools`. */
  readonly pool: number;
  readonly kind: PoolState['kind'];
  readonly region: string | undefined;
  readonly name: string;
  readonly base: bigint;
  readonly pageSize: number;
  readonly pageCount: number;
  /** Pages in use before the run, `[first, end)`; pinned ones are among them. */
  readonly before: readonly (readonly [number, number])[];
  readonly points: readonly SeriesPoint[];
  readonly peakPages: number;
  /** The operation that first reached the peak; 0: it was so before the first one. */
  readonly peakOperation: number;
  readonly failures: number;
  /** The operation of the first failure, undefined where there is none. */
  readonly firstFailure: number | undefined;
}

/** An operation that got nothing. */
export interface RecordedFailure {
  readonly operation: number;
  /** Index into `DmaSystem.pools` of the pool that refused; undefined: none did. */
  readonly pool: number | undefined;
  readonly device: string;
  readonly id: string;
  /** Bytes; 0 where it is not about bytes. */
  readonly size: number;
  readonly neededPages: number;
  readonly cause: string;
}

/** What happened in each pool during a run. */
export interface RecordedRun {
  /** All of them, whether they are about pools or not. */
  readonly operations: number;
  /** 1: the state after every operation can be shown. Else after each multiple of it, after the last, and after each pool's peak and first failure. */
  readonly stride: number;
  /** Buffers that came and went between two of those moments, and are not kept. */
  readonly buffersLeftOut: number;
  /** False where so many operations moved pages that are no buffer's that not all of these pages are drawn. */
  readonly isComplete: boolean;
  readonly pools: readonly RecordedPool[];
  readonly buffers: BufferTable;
  readonly stems: readonly string[];
  readonly holders: readonly Holder[];
  /** The first of them, in their order. */
  readonly failures: readonly RecordedFailure[];
  readonly failuresLeftOut: number;
}

/** A buffer in its place. */
export interface PlacedBuffer {
  /** Its row in `buffers`. */
  readonly row: number;
  readonly id: string;
  readonly device: string;
  readonly size: number;
  readonly firstPage: number;
  readonly pages: number;
  /** Its address in memory. */
  readonly address: bigint;
  /** What its device sees, where it sees one. */
  readonly dma: bigint | undefined;
  readonly from: number;
}

/** The buffers in a pool after an operation, from its first page on. */
export function buffersAt(run: RecordedRun, pool: RecordedPool, operation: number): readonly PlacedBuffer[] {
  const found: PlacedBuffer[] = [];
  for (let row = 0; row < run.buffers.length; row++) {
    if (run.buffers.pools.at(row) !== pool.pool || !run.buffers.isLiveAt(row, operation)) continue;
    found.push(placedBuffer(run, pool, row));
  }
  return found.sort((left, right) => left.firstPage - right.firstPage);
}

/** How many they are. */
export function countAt({ buffers }: RecordedRun, { pool }: RecordedPool, operation: number): number {
  let count = 0;
  for (let row = 0; row < buffers.length; row++)
    if (buffers.pools.at(row) === pool && buffers.isLiveAt(row, operation)) count++;
  return count;
}

function placedBuffer(run: RecordedRun, pool: RecordedPool, row: number): PlacedBuffer {
  const { buffers, stems, holders } = run;
  const firstPage = buffers.firstPages.at(row);
  const offset = BigInt(firstPage) * BigInt(pool.pageSize);
  const holder = holders[buffers.holders.at(row)];
  return {
    row,
    id: joinName(stems, buffers.stems.at(row), buffers.nexts.at(row)),
    device: holder?.device ?? '',
    size: buffers.sizes.at(row),
    firstPage,
    pages: buffers.pages.at(row),
    address: pool.base + offset,
    dma: holder?.dmaBase === undefined ? undefined : BigInt.asUintN(64, holder.dmaBase + offset),
    from: buffers.froms.at(row),
  };
}
