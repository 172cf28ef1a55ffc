import { type Buffer, dmaHandleOf, physOf } from './buffer.ts';
import type { Allocation, AllocFunction, AllocSource } from './types.ts';

/** An allocation of a board's DMA system: a buffer, and the pool that it came from by its number. */
export class BoardAllocation implements Allocation {
  /** What made it: nobody else takes it back. */
  readonly system: object;
  readonly buffer: Buffer;
  readonly pool: number | undefined;
  readonly firstPage: number | undefined;
  readonly call: AllocFunction;
  readonly attrs: number;
  isFreed = false;

  constructor(
    system: object,
    buffer: Buffer,
    pool: number | undefined,
    call: AllocFunction = 'coherent',
    attrs = 0,
  ) {
    this.system = system;
    this.buffer = buffer;
    this.pool = pool;
    this.firstPage = pool === undefined ? undefined : buffer.firstPage;
    this.call = call;
    this.attrs = attrs;
  }

  get device(): string {
    return this.buffer.device.path;
  }

  get size(): number {
    return this.buffer.size;
  }

  get from(): AllocSource {
    return this.buffer.from;
  }

  get pages(): number {
    return this.buffer.pages;
  }

  get phys(): bigint {
    return physOf(this.buffer);
  }

  get dma(): bigint {
    return dmaHandleOf(this.buffer);
  }

  get exact(): boolean {
    const { pool, restricted, iova } = this.buffer;
    // An IOVA hangs on the mappings before it, whatever pages it leads to.
    if (restricted !== undefined || iova !== undefined) return true;
    return pool !== undefined && (!('exact' in pool) || pool.exact);
  }
}
