import type { BootedKernel } from '../booted-kernel.ts';
import { errno, type HookRegion } from '../hooks/hook.ts';
import type { Behaviours } from '../profiles/behaviours.ts';
import { createCoherentPool } from './create-coherent-pool.ts';
import type { DmaDevice } from './dma-device.ts';

/** DMA_MEMORY_*, without the prefix. */
export type DeclareFlag = 'map' | 'io' | 'includes-children' | 'exclusive';

/** Their values up to 4.13. */
const legacyFlags: Readonly<Record<DeclareFlag, number>> = Object.freeze({
  map: 0x01,
  io: 0x02,
  'includes-children': 0x04,
  exclusive: 0x08,
});

/** The value that 4.14 gave to DMA_MEMORY_EXCLUSIVE, which is the older DMA_MEMORY_MAP. */
const exclusiveAlone = 0x01;

/** -ENOSYS: this kernel has no such function. */
const noFunction = -38;

/** Arguments of dma_declare_coherent_memory(). */
export interface MemoryDeclaration {
  readonly physical: bigint;
  readonly deviceAddress: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** As a driver wrote the number for whatever kernel; kernels without flags do not look at it. */
  readonly flags: number;
}

/** The number of some flags as a kernel's own headers have it; names that it does not know are none (spec 04 §3). */
export function declareFlags(
  names: readonly string[],
  { declareCoherent }: Pick<Behaviours, 'declareCoherent'>,
): number {
  const bitOf = (name: string): number => {
    if (declareCoherent === 'map-or-io') return isDeclareFlag(name) ? legacyFlags[name] : 0;
    return declareCoherent === 'flags' && name === 'exclusive' ? exclusiveAlone : 0;
  };
  return names.reduce((flags, name) => flags | bitOf(name), 0);
}

/**
 * dma_declare_coherent_memory(): the value that it returns on this kernel (spec 04 §3). Up to 4.13 that is 0 for a failure, and
 * DMA_MEMORY_MAP or DMA_MEMORY_IO for success; later 0 for success, and a negative errno. `region` is what outputs name the pool by.
 */
export function declareMemory(
  device: DmaDevice,
  region: Pick<HookRegion, 'node' | 'name'>,
  declaration: MemoryDeclaration,
  kernel: BootedKernel,
): number {
  const { declareCoherent } = kernel.profile.behaviours;
  const { flags } = declaration;
  if (declareCoherent !== 'map-or-io') {
    const isExclusive = declareCoherent === 'no-flags' || (flags & exclusiveAlone) !== 0;
    return declare(device, region, declaration, kernel, { isExclusive, mapping: 'memremap' });
  }

  if ((flags & (legacyFlags.map | legacyFlags.io)) === 0) return 0;
  const isMap = (flags & legacyFlags.map) !== 0;
  const result = declare(device, region, declaration, kernel, {
    isExclusive: (flags & legacyFlags.exclusive) !== 0,
    mapping: isMap ? 'memremap' : 'ioremap',
  });
  if (result !== 0) return 0;
  return isMap ? legacyFlags.map : legacyFlags.io;
}

/** Whether what {@link declareMemory} returned means that the device has its memory. */
export function isDeclared(
  result: number,
  { declareCoherent }: Pick<Behaviours, 'declareCoherent'>,
): boolean {
  return declareCoherent === 'map-or-io' ? result !== 0 : result === 0;
}

/**
 * dma_release_declared_memory(), later dma_release_coherent_memory(): nobody looks whether buffers are live, whose pages are then
 * freed by nobody.
 */
export function releaseDeclaredMemory(device: DmaDevice): void {
  device.coherentPool = undefined;
}

/**
 * dma_mark_declared_memory_occupied(), up to 5.0: the first page of the pool that was taken, or -EINVAL without a pool, -EBUSY where
 * pages are taken, -ENOSYS on a kernel without it. The pages are a power of two, from where the address says.
 */
export function markMemoryOccupied(
  device: DmaDevice,
  deviceAddress: bigint,
  size: number,
  { profile }: BootedKernel,
): number {
  if (profile.behaviours.declareCoherent === 'no-flags') return noFunction;
  const pool = device.coherentPool;
  if (pool === undefined) return errno.invalid;

  const base = pool.deviceBase ?? device.physToDma(pool.firstPageAddress);
  const page = Number((deviceAddress - base) / BigInt(pool.pageSize));
  const within = Number(deviceAddress % BigInt(pool.pageSize));
  return deviceAddress >= base && pool.takeAt(page, size + within) ? page : errno.busy;
}

function declare(
  device: DmaDevice,
  { node, name }: Pick<HookRegion, 'node' | 'name'>,
  { physical, deviceAddress, size }: MemoryDeclaration,
  kernel: BootedKernel,
  how: { readonly isExclusive: boolean; readonly mapping: 'memremap' | 'ioremap' },
): number {
  const declared = { deviceBase: deviceAddress, isExclusive: how.isExclusive };
  const pool = createCoherentPool({ node, name, base: physical, size }, kernel, declared, how.mapping);
  if (typeof pool === 'number') return pool;
  // The pool is made before it is seen that the device has one.
  if (device.coherentPool !== undefined) return errno.busy;

  device.coherentPool = pool;
  return 0;
}

function isDeclareFlag(name: string): name is DeclareFlag {
  return Object.hasOwn(legacyFlags, name);
}
