import type { Refusal } from '../buffer.ts';
import type { DmaDevice } from '../dma-device.ts';
import { DmaPool, type PoolMemory, type PoolRequest } from '../dma-pool.ts';
import { type Gfp, gfpKernel } from '../gfp.ts';
import type { DmaApi } from './dma-api.ts';
import { dmaAllocCoherent } from './front-doors.ts';
import type { CoherentAllocation } from './hooks.ts';

/** A dma_pool's page with the allocation that it is. */
export interface ManagedPage extends PoolMemory {
  readonly allocation: CoherentAllocation;
}

/** Something that goes when the driver does (struct devres). */
type Resource =
  | { readonly kind: 'allocation'; readonly allocation: CoherentAllocation }
  | { readonly kind: 'pool'; readonly pool: DmaPool<ManagedPage> };

/**
 * dmam_alloc_coherent(), dmam_alloc_attrs(), dmam_pool_create(): what a device's driver allocates by them is freed when the driver
 * leaves the device, the latest first (devres_release_all()).
 */
export class ManagedAllocations {
  readonly device: DmaDevice;
  readonly #api: DmaApi;
  readonly #resources: Resource[] = [];

  constructor(api: DmaApi, device: DmaDevice) {
    this.#api = api;
    this.device = device;
  }

  /** How many things would be freed now. */
  get count(): number {
    return this.#resources.length;
  }

  dmamAllocCoherent(size: number, gfp: Gfp = gfpKernel): CoherentAllocation | Refusal {
    return this.#keep(dmaAllocCoherent(this.#api, this.device, size, gfp));
  }

  dmamAllocAttrs(size: number, gfp: Gfp, attrs: number): CoherentAllocation | Refusal {
    return this.#keep(this.#api.allocAttrs(this.device, { size, gfp, attrs, call: 'attrs' }));
  }

  /** dmam_free_coherent(): before the driver leaves. False: it is not managed here, or was freed (the kernel warns). */
  dmamFreeCoherent(allocation: CoherentAllocation): boolean {
    const at = this.#resources.findIndex((one) => one.kind === 'allocation' && one.allocation === allocation);
    this.#api.freeAttrs(this.device, allocation);
    if (at < 0) return false;
    this.#resources.splice(at, 1);
    return true;
  }

  /** dmam_pool_create(); undefined stands for NULL. */
  dmamPoolCreate(request: PoolRequest): DmaPool<ManagedPage> | undefined {
    const { machine } = this.#api;
    const pool = DmaPool.create<ManagedPage>(this.device, request, machine.profile, machine.log, {
      allocate: (bytes) => this.#page(bytes),
      free: ({ allocation }) => this.#api.freeAttrs(this.device, allocation),
    });
    if (pool !== undefined) this.#resources.push({ kind: 'pool', pool });
    return pool;
  }

  /** devres_release_all(), as the driver leaves, before dma-debug counts what is left. */
  releaseAll(): void {
    for (const resource of this.#resources.splice(0).reverse()) {
      if (resource.kind === 'pool') resource.pool.destroy();
      else this.#api.freeAttrs(this.device, resource.allocation);
    }
  }

  #keep(allocation: CoherentAllocation | Refusal): CoherentAllocation | Refusal {
    if (typeof allocation !== 'string') this.#resources.push({ kind: 'allocation', allocation });
    return allocation;
  }

  #page(bytes: number): ManagedPage | undefined {
    const allocation = dmaAllocCoherent(this.#api, this.device, bytes);
    if (typeof allocation === 'string') return undefined;
    return { dma: allocation.handle, phys: allocation.phys, allocation };
  }
}
