import type { KernelLog } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import type { DmaDevice } from './dma-device.ts';

/** One stretch of coherent memory that a pool cuts into blocks. */
export interface PoolMemory {
  readonly dma: bigint;
  readonly phys: bigint;
}

/** A block: handed back to `free`. */
export interface PoolBlock {
  readonly dma: bigint;
  readonly phys: bigint;
}

/** Who gives a pool its memory: dma_alloc_coherent() and dma_free_coherent(). */
export interface PoolBacking<Memory extends PoolMemory> {
  allocate(bytes: number): Memory | undefined;
  free(memory: Memory, bytes: number): void;
}

export interface PoolRequest {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  /** No block crosses a multiple of it; 0: none. */
  readonly boundary: number;
}

interface Block extends PoolBlock {
  /** The block behind it in the list of free ones. */
  next: Block | undefined;
}

/** A stretch of memory with, up to 6.3, its own list of free blocks. */
interface Page<Memory> {
  readonly memory: Memory;
  free: Block | undefined;
  inUse: number;
}

/** The size of a pool's blocks and where they may lie, worked out of what a driver asks for. */
interface PoolShape {
  readonly name: string;
  readonly size: number;
  readonly allocation: number;
  readonly boundary: number;
}

const largestInt = 0x7fffffff;

/**
 * dma_pool_create() and its kin (mm/dmapool.c; spec 05 §10): small blocks out of whole pages of coherent memory. Freed blocks come
 * back last-freed first: of all pages, or, up to 6.3, page by page from the newest. A block that goes back to another pool is that
 * pool's from then on, where there is one list.
 */
export class DmaPool<Memory extends PoolMemory = PoolMemory> {
  readonly device: DmaDevice;
  readonly name: string;
  /** Bytes of a block, rounded up. */
  readonly size: number;
  /** Bytes of one request for memory. */
  readonly allocation: number;
  readonly #boundary: number;
  readonly #log: KernelLog;
  readonly #backing: PoolBacking<Memory>;
  readonly #hasOneList: boolean;
  /** Newest first. */
  readonly #pages: Page<Memory>[] = [];
  #free: Block | undefined;
  #active = 0;

  private constructor(
    device: DmaDevice,
    shape: PoolShape,
    profile: KernelProfile,
    log: KernelLog,
    backing: PoolBacking<Memory>,
  ) {
    this.device = device;
    this.name = shape.name;
    this.size = shape.size;
    this.allocation = shape.allocation;
    this.#boundary = shape.boundary;
    this.#log = log;
    this.#backing = backing;
    this.#hasOneList = profile.behaviours.dmaPoolBlocks === 'one-list';
  }

  /** dma_pool_create(); undefined stands for NULL. Nothing is allocated yet. */
  static create<Memory extends PoolMemory>(
    device: DmaDevice,
    request: PoolRequest,
    profile: KernelProfile,
    log: KernelLog,
    backing: PoolBacking<Memory>,
  ): DmaPool<Memory> | undefined {
    const shape = shapeOf(request, profile);
    return shape === undefined ? undefined : new DmaPool(device, shape, profile, log, backing);
  }

  /** How many blocks are out. */
  get active(): number {
    return this.#active;
  }

  /** How many stretches of memory it holds. */
  get pageCount(): number {
    return this.#pages.length;
  }

  /** dma_pool_alloc() and dma_pool_zalloc(); undefined: there was no memory for another page. */
  alloc(): PoolBlock | undefined {
    const block = this.#hasOneList ? this.#popOfAll() : this.#popByPage();
    if (block !== undefined) this.#active++;
    return block;
  }

  /** dma_pool_free(). */
  free(block: PoolBlock): void {
    const own = block as Block;
    if (this.#hasOneList) {
      own.next = this.#free;
      this.#free = own;
      this.#active--;
      return;
    }
    const page = this.#pages.find(({ memory: { dma } }) => isIn(block.dma, dma, this.allocation));
    if (page === undefined) {
      this.#log.error(
        `${this.device.title}: dma_pool_free ${this.name}, (____ptrval____)/0x${block.dma.toString(16).padStart(16, '0')} (bad dma)`,
      );
      return;
    }
    own.next = page.free;
    page.free = own;
    page.inUse--;
    this.#active--;
  }

  /** dma_pool_destroy(): memory with blocks that are still out is never given back, and from 6.4 none at all is then. */
  destroy(): void {
    const isBusy = this.#hasOneList && this.#active !== 0;
    if (isBusy) this.#log.error(`${this.device.title}: dma_pool_destroy ${this.name} busy`);
    for (const { memory, inUse } of this.#pages.splice(0)) {
      if (this.#hasOneList ? isBusy : inUse !== 0) {
        if (!isBusy)
          this.#log.error(`${this.device.title}: dma_pool_destroy ${this.name}, (____ptrval____) busy`);
        continue;
      }
      this.#backing.free(memory, this.allocation);
    }
    this.#free = undefined;
  }

  #popOfAll(): Block | undefined {
    if (this.#free === undefined) {
      const blocks = this.#addPage();
      const last = blocks?.at(-1);
      if (blocks === undefined || last === undefined) return undefined;
      this.#free = blocks[0];
    }
    const block = this.#free;
    this.#free = block?.next;
    return block;
  }

  #popByPage(): Block | undefined {
    let page = this.#pages.find(({ free }) => free !== undefined);
    if (page === undefined) {
      const blocks = this.#addPage();
      page = this.#pages[0];
      if (blocks === undefined || page === undefined) return undefined;
      page.free = blocks[0];
    }
    const block = page.free;
    page.free = block?.next;
    page.inUse++;
    return block;
  }

  /** pool_alloc_page(), pool_initialise_page(): the blocks of a new page, linked in ascending order. */
  #addPage(): readonly Block[] | undefined {
    const memory = this.#backing.allocate(this.allocation);
    if (memory === undefined) return undefined;
    this.#pages.unshift({ memory, free: undefined, inUse: 0 });

    const offsets = this.#hasOneList ? [...this.#offsets()] : [...this.#oldOffsets()];
    const blocks: Block[] = offsets.map((offset) => ({
      dma: memory.dma + BigInt(offset),
      phys: memory.phys + BigInt(offset),
      next: undefined,
    }));
    for (const [index, block] of blocks.entries()) block.next = blocks[index + 1];
    return blocks;
  }

  *#offsets(): Iterable<number> {
    let edge = this.#boundary;
    for (let offset = 0; offset + this.size <= this.allocation; ) {
      if (offset + this.size > edge) {
        offset = edge;
        edge += this.#boundary;
        continue;
      }
      yield offset;
      offset += this.size;
    }
  }

  /** Until 6.3 the block that would end at a boundary is left out, except a page's first. */
  *#oldOffsets(): Iterable<number> {
    let edge = this.#boundary;
    for (let offset = 0; offset < this.allocation; ) {
      yield offset;
      let next = offset + this.size;
      if (next + this.size >= edge) {
        next = edge;
        edge += this.#boundary;
      }
      offset = next;
    }
  }
}

/** The checks of dma_pool_create(). */
function shapeOf(
  { name, size, align, boundary }: PoolRequest,
  { behaviours, config, facts }: KernelProfile,
): PoolShape | undefined {
  const step = align === 0 ? 1 : align;
  if (!isPowerOfTwo(step) || size <= 0 || size > largestInt) return undefined;

  // From 6.4 a free block holds a pointer and its own address, before that a number.
  const pointers = facts.wordBits === 64 || config.largePhysicalAddresses ? 16 : 8;
  const least = behaviours.dmaPoolBlocks === 'one-list' ? pointers : 4;
  const rounded = Math.ceil(Math.max(size, least) / step) * step;
  const allocation = Math.max(rounded, config.pageSize);
  if (boundary !== 0 && (boundary < rounded || !isPowerOfTwo(boundary))) return undefined;
  return {
    name,
    size: rounded,
    allocation,
    boundary: boundary === 0 ? allocation : Math.min(boundary, allocation),
  };
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}

function isIn(at: bigint, base: bigint, size: number): boolean {
  return at >= base && at - base < BigInt(size);
}
