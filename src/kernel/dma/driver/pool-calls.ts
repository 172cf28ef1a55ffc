import { errno } from '../../hooks/hook.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import { DmaPool, type PoolBacking, type PoolBlock, type PoolMemory } from '../dma-pool.ts';
import type { CallOutcome, DriverBlock, DriverCall, DriverPool } from './driver-call.ts';

type CallOf<Kind extends DriverCall['kind']> = Extract<DriverCall, { readonly kind: Kind }>;

class OwnPool implements DriverPool {
  readonly kind = 'pool';
  readonly device: string;
  readonly pool: DmaPool<BackedMemory>;
  /** Where its latest page came from, and whether that place is the kernel's. */
  readonly source: { from: string; exact: boolean };

  constructor(device: string, pool: DmaPool<BackedMemory>, source: OwnPool['source']) {
    this.device = device;
    this.pool = pool;
    this.source = source;
  }
}

class OwnBlock implements DriverBlock {
  readonly kind = 'block';
  readonly device: string;
  readonly pool: OwnPool;
  readonly block: PoolBlock;

  constructor(pool: OwnPool, block: PoolBlock) {
    this.device = pool.device;
    this.pool = pool;
    this.block = block;
  }
}

/** A page for a DMA pool, with where it came from. */
export interface BackedMemory extends PoolMemory {
  readonly from: string;
  readonly exact: boolean;
}

/** dma_pool_create() and its kin. */
export class PoolCalls {
  readonly #machine: DmaMachine;
  readonly #backing: (device: DmaDevice, mayBlock: () => boolean) => PoolBacking<BackedMemory>;
  #mayBlock = true;

  constructor(
    machine: DmaMachine,
    backing: (device: DmaDevice, mayBlock: () => boolean) => PoolBacking<BackedMemory>,
  ) {
    this.#machine = machine;
    this.#backing = backing;
  }

  create(device: DmaDevice, { name, size, align, boundary }: CallOf<'poolCreate'>): CallOutcome {
    const source = { from: '', exact: true };
    const backing = this.#backing(device, () => this.#mayBlock);
    const request = { name, size, align, boundary };
    const { profile, log } = this.#machine;
    const pool = DmaPool.create<BackedMemory>(device, request, profile, log, {
      allocate: (bytes) => {
        const memory = backing.allocate(bytes);
        if (memory !== undefined) Object.assign(source, { from: memory.from, exact: memory.exact });
        return memory;
      },
      free: (memory, bytes) => backing.free(memory, bytes),
    });
    if (pool === undefined)
      return { ok: false, rc: errno.noMemory, why: 'dma_pool_create() gives NULL for these sizes.' };
    return { ok: true, made: new OwnPool(device.path, pool, source) };
  }

  alloc({ pool, mayBlock }: CallOf<'poolAlloc'>): CallOutcome {
    const own = ownPool(pool);
    this.#mayBlock = mayBlock;
    const block = own.pool.alloc();
    this.#mayBlock = true;
    if (block === undefined)
      return {
        ok: false,
        why: 'dma_pool_alloc() gives NULL: there is no memory for another page of the pool.',
      };
    const { from, exact } = own.source;
    return { ok: true, dma: block.dma, phys: block.phys, from, exact, made: new OwnBlock(own, block) };
  }

  free({ pool, block }: CallOf<'poolFree'>): CallOutcome {
    if (!(block instanceof OwnBlock)) throw new Error('This block was not made here.');
    ownPool(pool).pool.free(block.block);
    return { ok: true, dma: block.block.dma };
  }

  destroy({ pool }: CallOf<'poolDestroy'>): CallOutcome {
    ownPool(pool).pool.destroy();
    return { ok: true };
  }
}

function ownPool(pool: DriverPool): OwnPool {
  if (pool instanceof OwnPool) return pool;
  throw new Error('This pool was not made here.');
}
