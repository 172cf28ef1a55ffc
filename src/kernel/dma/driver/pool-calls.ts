import { errno } from '../../hooks/hook.ts';
import type { DecisionPath } from '../decision-path.ts';
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

  alloc({ pool, mayBlock }: CallOf<'poolAlloc'>, path?: DecisionPath): CallOutcome {
    const own = ownPool(pool);
    const { pageCount: pages, active } = own.pool;
    this.#mayBlock = mayBlock;
    const block = own.pool.alloc();
    this.#mayBlock = true;
    const hadRoom = block !== undefined && own.pool.pageCount === pages;
    const source = 'dma_pool_alloc()';
    path?.step({
      test: 'a page of the pool has a free block',
      operands: { pages, blocksInUse: active },
      answer: hadRoom ? 'yes' : 'no',
      source,
    });
    if (!hadRoom) {
      const answer = block === undefined ? 'no' : `yes, from ${own.source.from}`;
      path?.step({ test: 'dma_alloc_coherent() has another page', operands: { mayBlock }, answer, source });
    }
    if (block === undefined)
      return {
        ok: false,
        why: 'dma_pool_alloc() gives NULL: there is no memory for another page of the pool.',
      };
    const { from, exact } = own.source;
    return { ok: true, dma: block.dma, phys: block.phys, from, exact, made: new OwnBlock(own, block) };
  }

  free({ pool, block }: CallOf<'poolFree'>, path?: DecisionPath): CallOutcome {
    if (!(block instanceof OwnBlock)) throw new Error('This block was not made here.');
    const { dma } = block.block;
    path?.step({
      test: 'the address lies in a page of the pool',
      operands: { dma, pages: ownPool(pool).pool.pageCount },
      answer: block.pool === pool ? 'yes' : 'no: the block is of another pool',
      source: 'pool_find_page()',
    });
    ownPool(pool).pool.free(block.block);
    return { ok: true, dma: block.block.dma };
  }

  destroy({ pool }: CallOf<'poolDestroy'>, path?: DecisionPath): CallOutcome {
    const { active, pageCount: pages } = ownPool(pool).pool;
    path?.step({
      test: 'all blocks were given back',
      operands: { blocksInUse: active, pages },
      answer: active === 0 ? 'yes' : 'no: their pages are not freed',
      source: 'dma_pool_destroy()',
    });
    ownPool(pool).pool.destroy();
    return { ok: true };
  }
}

function ownPool(pool: DriverPool): OwnPool {
  if (pool instanceof OwnPool) return pool;
  throw new Error('This pool was not made here.');
}
