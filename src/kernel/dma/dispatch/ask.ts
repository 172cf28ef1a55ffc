import type { Buffer, Refusal } from '../buffer.ts';
import type { CmaArea } from '../cma-area.ts';
import type { CoherentPool } from '../coherent-pool.ts';
import type { DecisionPath } from '../decision-path.ts';
import { hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import { pagesOf } from '../get-order.ts';
import type { Gfp } from '../gfp.ts';
import type { RestrictedPool } from '../restricted-pool.ts';
import type { AllocSource } from '../types.ts';
import type { DmaMemory } from './dma-memory.ts';

/** Which family of the DMA API a call is of: dma_alloc_attrs() with all that stands on it, or dma_alloc_pages(). */
export type DmaCall = 'attrs' | 'pages';

/** What a driver asks for. */
export interface DmaRequest {
  /** Bytes, as the driver says. */
  readonly size: number;
  readonly gfp: Gfp;
  /** Bits of `dmaAttr`. */
  readonly attrs: number;
  readonly call: DmaCall;
}

/** Why a way gave nothing: `out-of-reach` is memory that was there, and that the device does not reach. */
export type AttemptRefusal = Refusal | 'out-of-reach';

/** A way that was tried and gave nothing. */
export interface Attempt {
  readonly way: string;
  /** What it asked; undefined: the page allocator, an atomic pool, or nobody. */
  readonly pool: CoherentPool | CmaArea | RestrictedPool | undefined;
  readonly refusal: AttemptRefusal;
  /** The kernel function that gave up. */
  readonly source: string;
}

/** One allocation on its way through the dispatch. */
export class Ask {
  readonly device: DmaDevice;
  readonly request: DmaRequest;
  readonly memory: DmaMemory;
  readonly path: DecisionPath | undefined;
  /** Bytes as size_t holds them. */
  readonly size: number;
  #attempts: Attempt[] | undefined;

  constructor(
    device: DmaDevice,
    request: DmaRequest,
    memory: DmaMemory,
    size: number,
    path: DecisionPath | undefined,
  ) {
    this.device = device;
    this.request = request;
    this.memory = memory;
    this.size = size;
    this.path = path;
  }

  get mayBlock(): boolean {
    return this.request.gfp.mayBlock;
  }

  /** PAGE_ALIGN(size) in pages. */
  get pages(): number {
    return pagesOf(this.size, this.memory.pageSize);
  }

  /** dev_get_cma_area(): its own, or the default one. */
  get area(): CmaArea | undefined {
    return this.device.cmaArea ?? this.memory.defaultArea;
  }

  get wantsNoMapping(): boolean {
    return hasAttr(this.request.attrs, 'noKernelMapping');
  }

  /** __GFP_NOWARN, or DMA_ATTR_NO_WARN, which sets it. */
  get isQuiet(): boolean {
    return this.request.gfp.noWarn === true || hasAttr(this.request.attrs, 'noWarn');
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts ?? [];
  }

  failed(attempt: Attempt): void {
    this.#attempts ??= [];
    this.#attempts.push(attempt);
  }

  /** A buffer out of a pool or an area. */
  poolBuffer(
    from: AllocSource,
    pool: CoherentPool | CmaArea,
    firstPage: number,
    pages: number,
    isArm?: boolean,
  ): Buffer {
    return this.buffer({ from, pages, pool, firstPage, isArm });
  }

  /** A buffer of this request; what is not said is none. All have the same fields in the same order, which keeps reading them quick. */
  buffer(found: Pick<Buffer, 'from' | 'pages'> & Partial<Buffer>): Buffer {
    return {
      device: this.device,
      size: this.size,
      from: found.from,
      pages: found.pages,
      pool: found.pool,
      firstPage: found.firstPage ?? -1,
      atomic: found.atomic,
      restricted: found.restricted,
      slots: found.slots,
      run: found.run,
      isUnplaced: found.isUnplaced,
      blocks: found.blocks,
      iova: undefined,
      isArm: found.isArm,
    };
  }
}
