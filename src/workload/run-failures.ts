import type { Allocation, AllocFailure, DmaSystem } from '../kernel/dma/types.ts';
import { nearestPlace, type PlacedBuffer } from './blocking-buffers.ts';
import { pagesInCmaArea, remedyFor } from './remedy.ts';
import type { FailureReport, Holder } from './run-result.ts';

/** A live buffer with its name. */
export interface LiveBuffer {
  readonly name: string;
  readonly allocation: Allocation;
}

/** What the run itself knows of a failure. */
export type FailureSetting = Pick<
  FailureReport,
  'operation' | 'device' | 'size' | 'buffer' | 'place' | 'phase' | 'actor' | 'expected' | 'failure' | 'pool'
>;

/** A failure at length: who holds the pool, what lies where the buffer would nearly have fitted, and a remedy. */
export function reportFailure(
  system: DmaSystem,
  setting: FailureSetting,
  live: readonly LiveBuffer[],
  pageSize: number,
): FailureReport {
  const { pool, failure, size } = setting;
  const state = pool === undefined ? undefined : system.pools[pool];
  const inPool = live.filter(({ allocation }) => pool !== undefined && allocation.pool === pool);
  const holders = holdersOf(inPool, state?.pageSize ?? pageSize);
  const nearest = state === undefined ? undefined : nearestPlace(state, failure, inPool.flatMap(placed));
  return { ...setting, holders, nearest, remedy: remedyFor(size, failure, state, holders) };
}

/** Index of the pool that refused. */
export function poolOf(system: DmaSystem, failure: AllocFailure): number | undefined {
  if (failure.pool === undefined) return undefined;
  const index = system.pools.findIndex((pool) => pool.region === failure.pool || pool.name === failure.pool);
  return index === -1 ? undefined : index;
}

function placed({ name, allocation }: LiveBuffer): readonly PlacedBuffer[] {
  const { firstPage, pages, device } = allocation;
  return firstPage === undefined ? [] : [{ buffer: name, device, firstPage, pages }];
}

function holdersOf(live: readonly LiveBuffer[], pageSize: number): readonly Holder[] {
  const byDevice = new Map<string, Holder>();
  for (const { allocation } of live) {
    const before = byDevice.get(allocation.device);
    byDevice.set(allocation.device, {
      device: allocation.device,
      buffers: (before?.buffers ?? 0) + 1,
      pages: (before?.pages ?? 0) + allocation.pages,
      requestedBytes: (before?.requestedBytes ?? 0) + allocation.size,
      cmaPages: (before?.cmaPages ?? 0) + pagesInCmaArea(allocation.size, pageSize),
    });
  }
  return [...byDevice.values()].sort((left, right) => right.pages - left.pages);
}
