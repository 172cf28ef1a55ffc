import type { BootedKernel } from '../../booted-kernel.ts';
import type { DmaDevice } from '../dma-device.ts';
import { getOrder } from '../get-order.ts';
import type { PageAllocator, PageBlock } from '../pages/page-allocator.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { DriverCall, DriverMemory } from './driver-call.ts';

/** Memory of a driver's own, with the pages that it came from. */
export class OwnMemory implements DriverMemory {
  readonly kind = 'memory';
  readonly device: string;
  readonly size: number;
  readonly from: CpuBuffer['kind'];
  readonly phys: bigint;
  readonly exact: boolean;
  readonly block: PageBlock | undefined;

  constructor(
    device: string,
    { size, from }: { readonly size: number; readonly from: CpuBuffer['kind'] },
    place: { readonly phys: bigint; readonly block: PageBlock | undefined },
  ) {
    this.device = device;
    this.size = size;
    this.from = from;
    this.phys = place.phys;
    this.block = place.block;
    this.exact = place.block === undefined;
  }
}

/** kmalloc(), alloc_pages(), vmalloc() and their frees, for memory that drivers map. */
export class DriverMemories {
  readonly #kernel: BootedKernel;
  readonly #pages: () => PageAllocator;

  constructor(kernel: BootedKernel, pages: () => PageAllocator) {
    this.#kernel = kernel;
    this.#pages = pages;
  }

  /** Undefined: the page allocator has none of that size. */
  allocate(
    device: DmaDevice,
    { size, from, at, zone }: Extract<DriverCall, { readonly kind: 'buffer' }>,
  ): OwnMemory | undefined {
    if (at !== undefined) return new OwnMemory(device.path, { size, from }, { phys: at, block: undefined });
    const { pageSize } = this.#kernel.profile.config;
    const gfp = { mayBlock: true, ...(zone === undefined ? {} : { zone }) };
    // Small kmalloc() objects share a page; here each has one, which no answer depends on.
    const block = this.#pages().allocate(getOrder(size, pageSize), gfp);
    if (block === undefined) return undefined;
    return new OwnMemory(device.path, { size, from }, { phys: BigInt(block.pfn) * BigInt(pageSize), block });
  }

  free({ block }: OwnMemory): void {
    if (block !== undefined) this.#pages().free(block);
  }
}
