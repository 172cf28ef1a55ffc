import type { Node } from '../../devicetree/tree.ts';
import type { BootedKernel } from '../booted-kernel.ts';
import { errno, type HookDma, type HookRegion } from '../hooks/hook.ts';
import { KernelLog } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import { type AllocCall, requestOf } from './alloc-call.ts';
import { AtomicPoolSet } from './atomic-pool-set.ts';
import type { Buffer, Refusal } from './buffer.ts';
import { BufferOwners } from './buffer-owners.ts';
import type { CmaArea } from './cma-area.ts';
import type { CoherentPool } from './coherent-pool.ts';
import { createCmaArea } from './create-cma-area.ts';
import { createCoherentPool } from './create-coherent-pool.ts';
import { createGlobalPool } from './create-global-pool.ts';
import type { DecisionPath } from './decision-path.ts';
import { Ask, type Attempt, type DmaRequest } from './dispatch/ask.ts';
import { dispatchOf } from './dispatch/dispatch-of.ts';
import { follow } from './dispatch/dispatch-rule.ts';
import { type CoherentBounce, DmaMemory } from './dispatch/dma-memory.ts';
import { type FreeSays, release } from './dispatch/release.ts';
import { ResolvedDispatch } from './dispatch/resolved-dispatch.ts';
import { DmaDevice } from './dma-device.ts';
import { readIommuParameters } from './iommu/iommu-parameters.ts';
import { IommuSystem, type IommuSystemOptions } from './iommu/iommu-system.ts';
import { requiredMask, supportsMask } from './masks.ts';
import { PageAllocator } from './pages/page-allocator.ts';
import { mapThroughRestricted } from './restricted-mapping.ts';
import { RestrictedPool, slotSize } from './restricted-pool.ts';

export type { AllocCall } from './alloc-call.ts';

export interface DmaMachineOptions {
  /**
   * Pages of the default CMA area that are taken from the start, `[first, end)`, where that is known. Without it the atomic
   * pools take theirs.
   */
  readonly defaultAreaTaken?: readonly (readonly [number, number])[];
  /** Operations after which a low atomic pool has grown, in a worker of its own. Default: 1. */
  readonly atomicGrowthDelay?: number;
  /** What is known of the board's IOMMUs besides the tree. */
  readonly iommu?: Pick<IommuSystemOptions, 'clock' | 'cpus' | 'outputBits'>;
  /**
   * Pools and areas that are to have so many pages, at the base that they have: by the path of their region, `''` for the default area that the
   * kernel made by itself. A trial of another size, without a boot.
   */
  readonly pageCounts?: ReadonlyMap<string, number> | undefined;
  /** Whether the kernel runs as Xen's first domain, whose devices have operations of their own (arm64 up to 4.20). */
  readonly isXen?: boolean;
}

/** A request that got nothing, and all that was tried. */
export interface FailedRequest {
  readonly device: DmaDevice;
  readonly request: DmaRequest;
  readonly refusal: Refusal;
  readonly attempts: readonly Attempt[];
}

/**
 * The running kernel's DMA side: its devices, pools and areas, and dma_alloc_attrs()'s way through them, which `dispatch/` has as
 * data for each kernel (spec 05).
 */
export class DmaMachine implements HookDma {
  readonly kernel: BootedKernel;
  readonly profile: KernelProfile;
  readonly log: KernelLog = new KernelLog();
  /** In the order of `kernel.cma`. */
  readonly areas: readonly CmaArea[];
  readonly defaultArea: CmaArea | undefined;
  /** Which device is behind which IOMMU. */
  readonly iommus: IommuSystem;
  readonly #pageSize: number;
  readonly #pageCounts: ReadonlyMap<string, number> | undefined;
  readonly #pools = new Map<Node, CoherentPool>();
  readonly #devices = new Map<string, DmaDevice>();
  readonly #restrictedPools = new Map<Node, RestrictedPool>();
  readonly #dispatch: ResolvedDispatch;
  readonly #memory: DmaMemory;
  readonly #owners = new BufferOwners();
  #lastFailure: FailedRequest | undefined;
  #panic: string | undefined;

  constructor(kernel: BootedKernel, options: DmaMachineOptions = {}) {
    this.kernel = kernel;
    this.profile = kernel.profile;
    this.#pageSize = kernel.profile.config.pageSize;
    this.#pageCounts = options.pageCounts;
    this.areas = kernel.cma.map((area) => {
      const key = area.region?.path ?? (area.isDefault ? '' : undefined);
      const pageCount = (key === undefined ? undefined : this.#pageCounts?.get(key)) ?? area.pageCount;
      return createCmaArea({ ...area, pageCount }, kernel.profile, this.log);
    });
    this.defaultArea = this.areas[kernel.cma.findIndex((area) => area.isDefault)];
    this.#dispatch = new ResolvedDispatch(dispatchOf(kernel.profile));
    let made: PageAllocator | undefined;
    const pageAllocator = (): PageAllocator => {
      made ??= new PageAllocator(kernel);
      return made;
    };
    this.#memory = new DmaMemory({
      kernel,
      log: this.log,
      areas: this.areas,
      defaultArea: this.defaultArea,
      atomicPools: new AtomicPoolSet(kernel, {
        area: this.defaultArea,
        growthDelay: options.atomicGrowthDelay ?? 1,
        pages: pageAllocator,
        log: this.log,
      }),
      pageAllocator,
      globalPool: createGlobalPool(kernel, options.pageCounts),
      isXen: options.isXen ?? false,
    });
    if (options.defaultAreaTaken !== undefined) this.#takeDefaultArea(options.defaultAreaTaken);
    this.iommus = new IommuSystem({
      ...options.iommu,
      tree: kernel.model.tree,
      profile: kernel.profile,
      parameters: readIommuParameters(kernel.commandLine.text),
      log: this.log,
      allocateFor: (iommu, bytes) => {
        this.allocate(this.device(iommu), 'coherent', bytes);
      },
    });
  }

  /** The pools that devices have attached so far, in the order of their creation. */
  get coherentPools(): readonly CoherentPool[] {
    return [...this.#pools.values()];
  }

  /** The device of this node, as its bus sets it up; the same one at each call. */
  device(node: Node): DmaDevice {
    const known = this.#devices.get(node.path);
    if (known !== undefined) return known;

    const device = new DmaDevice(node, this.kernel.model.tree, this.profile);
    device.iommus = this.iommus;
    this.#devices.set(node.path, device);
    return device;
  }

  cmaAreaOf(region: HookRegion): CmaArea | undefined {
    return this.areas[this.kernel.cma.findIndex((area) => area.region === region.node)];
  }

  coherentPoolOf(region: HookRegion): CoherentPool | number {
    const known = this.#pools.get(region.node);
    if (known !== undefined) return known;

    const pageCount = this.#pageCounts?.get(region.node.path);
    const pool = createCoherentPool(region, this.kernel, undefined, undefined, pageCount);
    if (typeof pool !== 'number') this.#pools.set(region.node, pool);
    return pool;
  }

  restrictedPoolOf(region: HookRegion): RestrictedPool | number {
    const known = this.#restrictedPools.get(region.node);
    if (known !== undefined) return known;

    const { node, name, base, size } = region;
    const mostBytes = BigInt(this.#pageSize) << BigInt(this.profile.config.maxPageOrder);
    if ((size / BigInt(slotSize)) * bookkeepingBytes > mostBytes) return errno.noMemory;
    const pool = new RestrictedPool(
      { path: node.path, name, base, size },
      { pageSize: this.#pageSize, search: this.profile.behaviours.bounceSearch },
    );
    this.#restrictedPools.set(node, pool);
    return pool;
  }

  /** The pool of `linux,dma-default`, where all devices that are not coherent allocate from it. */
  get globalPool(): CoherentPool | undefined {
    return this.#memory.globalPool;
  }

  /** Coherent memory of old kernels may come out of bounce slots. */
  useBounce(bounce: CoherentBounce): void {
    this.#memory.bounce = bounce;
  }

  /** The page allocator, made at its first use. */
  get pages(): PageAllocator {
    return this.#memory.pages;
  }

  /** The request that was refused last, with all that was tried. */
  get lastFailure(): FailedRequest | undefined {
    return this.#lastFailure;
  }

  /** What the kernel panicked with; undefined: it runs. */
  get panicked(): string | undefined {
    return this.#panic;
  }

  /** panic(): the line is printed, and from then on nothing of the machine is to be asked. */
  panic(text: string): void {
    this.#panic ??= text;
    this.log.emerg(`Kernel panic - not syncing: ${text}`);
  }

  /** Which live buffers hold which pages of pools and areas. */
  get owners(): BufferOwners {
    return this.#owners;
  }

  /** dma_set_mask_and_coherent(): 0 or -EIO. */
  setMask(device: DmaDevice, mask: bigint): number {
    if (!this.supportsMask(device, mask)) return errno.io;
    device.setMasks(mask);
    return 0;
  }

  /** dma_set_mask(): 0 or -EIO. The coherent mask stays. */
  setDmaMask(device: DmaDevice, mask: bigint): number {
    if (!this.supportsMask(device, mask)) return errno.io;
    device.setDmaMask(mask);
    return 0;
  }

  /** dma_set_coherent_mask(): 0 or -EIO. The mask of mappings stays. */
  setCoherentMask(device: DmaDevice, mask: bigint): number {
    if (!this.supportsMask(device, mask)) return errno.io;
    device.setCoherentMask(mask);
    return 0;
  }

  /** dma_supported(). */
  supportsMask(device: DmaDevice, mask: bigint): boolean {
    return supportsMask(device, mask, this.kernel);
  }

  /** dma_get_required_mask(). */
  requiredMask(device: DmaDevice): bigint {
    return requiredMask(device, this.kernel);
  }

  /**
   * dma_alloc_attrs() and dma_alloc_pages(); a refusal tells who said no, and {@link lastFailure} more. `path` is told of each test
   * on the way.
   */
  allocate(device: DmaDevice, request: DmaRequest, path?: DecisionPath): Buffer | Refusal;
  /** The same by a call's name alone. */
  allocate(device: DmaDevice, call: AllocCall, size: number): Buffer | Refusal;
  allocate(
    device: DmaDevice,
    what: DmaRequest | AllocCall,
    sizeOrPath?: number | DecisionPath,
  ): Buffer | Refusal {
    if (typeof what === 'string')
      return this.#allocate(device, requestOf(what, Number(sizeOrPath)), undefined);
    return this.#allocate(device, what, typeof sizeOrPath === 'object' ? sizeOrPath : undefined);
  }

  #allocate(device: DmaDevice, request: DmaRequest, path: DecisionPath | undefined): Buffer | Refusal {
    this.#memory.atomicPools.tick();
    // size_t has 32 bits on 32-bit Arm.
    const size = this.profile.facts.wordBits === 32 ? request.size % 2 ** 32 : request.size;
    const ask = new Ask(device, request, this.#memory, size, path);
    const found = follow(this.#dispatch.rulesFor(ask), ask);
    if (!('kind' in found)) {
      this.#owners.add(found);
      return found;
    }

    const refusal = found.refusal === 'out-of-reach' ? 'no-pages' : found.refusal;
    this.#lastFailure = { device, request, refusal, attempts: ask.attempts };
    return refusal;
  }

  /** dma_free_attrs() of a buffer, by the allocator that the device has *now*; `says`: what the driver says of it, where that differs. */
  free(buffer: Buffer, says?: FreeSays): void {
    this.#memory.atomicPools.tick();
    this.#owners.delete(buffer);
    release(buffer, this.#memory, says);
  }

  /** Whether any memory lies where the device reaches it. */
  reachesMemory(device: DmaDevice): boolean {
    return this.#memory.isReachedBy(device);
  }

  /** dma_map_single() of a device with a restricted pool: the slots of the bounce buffer; undefined: none, or out of reach. */
  mapThroughRestricted(device: DmaDevice, pool: RestrictedPool, size: number): Buffer | undefined {
    return mapThroughRestricted(device, pool, size, this.#pageSize);
  }

  #takeDefaultArea(runs: readonly (readonly [number, number])[]): void {
    this.defaultArea?.bitmap.release(0, this.defaultArea.pageCount);
    for (const [first, end] of runs) this.defaultArea?.bitmap.take(first, end - first);
  }
}

/** struct io_tlb_slot, of which a pool has one a slot, in one piece. */
const bookkeepingBytes = 24n;
