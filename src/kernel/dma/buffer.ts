import type { AtomicPages } from './atomic-pools.ts';
import type { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import type { DmaDevice } from './dma-device.ts';
import { type RestrictedPool, slotSize } from './restricted-pool.ts';
import type { AllocSource } from './types.ts';

/** Memory that a device holds. */
export interface Buffer {
  readonly device: DmaDevice;
  readonly size: number;
  readonly from: AllocSource;
  readonly pages: number;
  readonly pool: CoherentPool | CmaArea | undefined;
  /** First page in the pool, counted from its start; -1 without a pool. */
  readonly firstPage: number;
  readonly atomic: AtomicPages | undefined;
  /** Slots of a restricted pool. */
  readonly restricted?: RestrictedRun;
  /** Whether 32-bit Arm's own operations gave it, which free nothing that is not the device's area's. */
  readonly isArm?: boolean;
}

/** Slots of a restricted pool, taken for so many bytes. */
export interface RestrictedRun {
  readonly pool: RestrictedPool;
  readonly slot: number;
  readonly bytes: number;
}

/** Why there was nothing. */
export type Refusal = 'larger-than-pool' | 'no-hole' | 'no-pages' | 'not-supported';

/** CPU address of a buffer that came out of a pool or an area; 0n for others. */
export function physOf({ pool, firstPage, restricted }: Buffer): bigint {
  if (restricted !== undefined) return restricted.pool.base + BigInt(restricted.slot * slotSize);
  if (pool instanceof CoherentPool) return pool.base + BigInt(firstPage * pool.pageSize);
  if (pool !== undefined) return BigInt(pool.basePage + firstPage) * BigInt(pool.pageSize);
  return 0n;
}

/** What the device sees of such a buffer: for a coherent pool only the base is translated (spec 03 §8). */
export function dmaHandleOf(buffer: Buffer): bigint {
  const { pool, firstPage, device } = buffer;
  if (buffer.restricted !== undefined) return device.physToDma(physOf(buffer));
  if (!(pool instanceof CoherentPool)) return pool === undefined ? 0n : device.physToDma(physOf(buffer));
  const base = pool.deviceBase ?? device.physToDma(pool.firstPageAddress);
  return BigInt.asUintN(64, base + BigInt(firstPage * pool.pageSize));
}
