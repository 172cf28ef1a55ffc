import type { AtomicPages } from './atomic-pools.ts';
import type { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import type { DmaDevice } from './dma-device.ts';
import type { PageBlock, PageRun } from './pages/page-allocator.ts';
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
  readonly restricted?: RestrictedRun | undefined;
  /** Slots of the default bounce pool. */
  readonly slots?: bigint | undefined;
  /** Pages of the page allocator: their place is one that the kernel may have given, and need not. */
  readonly run?: PageRun | undefined;
  /** Whether not even that is known: the device reaches its pages, which are not those of `run`. */
  readonly isUnplaced?: boolean | undefined;
  /** The pieces of a buffer that an IOMMU puts together. */
  readonly blocks?: readonly PageBlock[] | undefined;
  /** What the device sees, behind an IOMMU. */
  readonly iova?: bigint | undefined;
  /** Whether 32-bit Arm's own operations gave it, which free nothing that is not the device's area's. */
  readonly isArm?: boolean | undefined;
}

/** Slots of a restricted pool, taken for so many bytes. */
export interface RestrictedRun {
  readonly pool: RestrictedPool;
  readonly slot: number;
  readonly bytes: number;
}

/** Why there was nothing: `no-function`: the kernel has no such call; `panicked`: it stands still since an earlier one. */
export type Refusal =
  | 'larger-than-pool'
  | 'no-hole'
  | 'no-pages'
  | 'not-supported'
  | 'no-function'
  | 'panicked';

/**
 * CPU address of a buffer. For pages of the page allocator it is one that the kernel may have given; 0n where not even that is
 * known, as for an atomic pool's.
 */
export function physOf(buffer: Buffer): bigint {
  const { pool, firstPage, restricted, slots, run, blocks, device, isUnplaced } = buffer;

  if (slots !== undefined) return slots;
  if (restricted !== undefined) return restricted.pool.base + BigInt(restricted.slot * slotSize);
  if (pool instanceof CoherentPool) return pool.base + BigInt(firstPage * pool.pageSize);
  if (pool !== undefined) return BigInt(pool.basePage + firstPage) * BigInt(pool.pageSize);
  const page = run?.pfn ?? blocks?.[0]?.pfn;
  return page === undefined || isUnplaced === true ? 0n : BigInt(page) * BigInt(device.pageSize);
}

/** What the device sees of a buffer: for a coherent pool only the base is translated (spec 03 §8). */
export function dmaHandleOf(buffer: Buffer): bigint {
  const { pool, firstPage, device, iova, run, restricted, slots } = buffer;
  if (iova !== undefined) return iova;
  if (pool instanceof CoherentPool)
    return BigInt.asUintN(64, coherentPoolAt(pool, device) + BigInt(firstPage * pool.pageSize));
  const hasRun = run !== undefined && buffer.isUnplaced !== true;
  const isKnown = pool !== undefined || hasRun || restricted !== undefined || slots !== undefined;
  return isKnown ? device.physToDma(physOf(buffer)) : 0n;
}

/** Where a device sees the first byte of a coherent pool (dma_get_device_base()). */
export function coherentPoolAt(pool: CoherentPool, device: DmaDevice): bigint {
  return pool.deviceBase ?? device.physToDma(pool.firstPageAddress);
}
