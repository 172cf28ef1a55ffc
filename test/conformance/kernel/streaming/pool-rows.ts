import type { CoherentAllocation } from '../../../../src/kernel/dma/api/hooks.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { DmaPool, type PoolBlock, type PoolMemory } from '../../../../src/kernel/dma/dma-pool.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import type { AllocationRows } from './allocation-rows.ts';
import type { StreamOperation } from './stream-input.ts';
import type { RowOutcome, StreamContext } from './stream-operations.ts';

interface PoolPage extends PoolMemory {
  readonly allocation: CoherentAllocation;
}

const noMemory = -12;

/** dma_pools and their blocks: pc, pd, pa, pz, pf. */
export class PoolRows {
  readonly operations: ReadonlySet<string> = new Set(['pc', 'pd', 'pa', 'pz', 'pf']);
  readonly #context: StreamContext;
  readonly #allocations: AllocationRows;
  readonly #pools = new Map<number, DmaPool<PoolPage>>();
  readonly #blocks = new Map<number, { readonly block: PoolBlock; readonly pool: number }>();
  #row = 0;

  constructor(context: StreamContext, allocations: AllocationRows) {
    this.#context = context;
    this.#allocations = allocations;
  }

  run(device: DmaDevice, { op, id, args }: StreamOperation, row: number): RowOutcome {
    this.#row = row;
    if (op === 'pc') return this.#create(device, id, args);
    if (op === 'pd') return this.#destroy(id);
    if (op === 'pf') return this.#free(id, args[0]);

    const [number = -1] = args;
    const pool = this.#pools.get(number);
    if (pool === undefined) return ['nop'];
    const block = pool.alloc();
    if (block === undefined) return ['fail'];
    this.#blocks.set(id, { block, pool: number });
    return ['ok', hex(block.dma), hex(block.phys)];
  }

  #create(device: DmaDevice, id: number, [size = 0, align = 0, boundary = 0]: readonly number[]): RowOutcome {
    const { api } = this.#context;
    const { profile, log } = api.machine;
    const pool = DmaPool.create<PoolPage>(device, { name: 'probe', size, align, boundary }, profile, log, {
      allocate: (bytes) => this.#allocatePage(device, bytes),
      free: ({ allocation }) => api.freeAttrs(device, allocation),
    });
    if (pool === undefined) return ['rc', noMemory];
    this.#pools.set(id, pool);
    return ['rc', 0];
  }

  #allocatePage(device: DmaDevice, bytes: number): PoolPage | undefined {
    const place = this.#context.places.get(this.#row);
    const allocation = this.#allocations.allocatePage(device, bytes, place);
    return allocation && { dma: allocation.handle, phys: allocation.phys, allocation };
  }

  #destroy(id: number): RowOutcome {
    const pool = this.#pools.get(id);
    if (pool === undefined) return ['nop'];
    this.#pools.delete(id);
    pool.destroy();
    return ['freed'];
  }

  /** To the pool that is named, or the block's own. */
  #free(id: number, named: number | undefined): RowOutcome {
    const held = this.#blocks.get(id);
    const pool = held && this.#pools.get(named ?? held.pool);
    if (held === undefined || pool === undefined) return ['nop'];
    this.#blocks.delete(id);
    pool.free(held.block);
    return ['freed'];
  }
}
