import { readCell } from '../../../memory/cells.ts';
import type { BootedKernel } from '../../booted-kernel.ts';
import type { KernelLog } from '../../log.ts';
import { memblockNoMap } from '../../memblock.ts';
import { smaller } from '../../unsigned.ts';
import type { AtomicPoolSet } from '../atomic-pool-set.ts';
import type { CmaArea } from '../cma-area.ts';
import type { CoherentPool } from '../coherent-pool.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { PageAllocator } from '../pages/page-allocator.ts';

/** Bounce slots for coherent memory (swiotlb_alloc_coherent(), up to 4.20). */
export interface CoherentBounce {
  /** The physical address of slots for so many bytes; undefined: there are none, which the log says. */
  allocate(device: DmaDevice, bytes: number): bigint | undefined;
  release(device: DmaDevice, phys: bigint, bytes: number): void;
}

/** All that a running kernel allocates DMA memory from, but for what is a device's own. */
export interface DmaMemoryParts {
  readonly kernel: BootedKernel;
  readonly log: KernelLog;
  /** In the order of `kernel.cma`. */
  readonly areas: readonly CmaArea[];
  readonly defaultArea: CmaArea | undefined;
  readonly atomicPools: AtomicPoolSet;
  /** The page allocator, which takes time to make and is made when it is first asked for; the atomic pools' as well. */
  readonly pageAllocator: () => PageAllocator;
  /** Of `linux,dma-default`, where there is one for all devices that are not coherent. */
  readonly globalPool: CoherentPool | undefined;
  /** Whether this is Xen's first domain. */
  readonly isXen: boolean;
}

/** {@link DmaMemoryParts}, with what follows from them; what costs time is made when it is first asked for. */
export class DmaMemory {
  readonly kernel: BootedKernel;
  readonly log: KernelLog;
  readonly pageSize: number;
  readonly areas: readonly CmaArea[];
  readonly defaultArea: CmaArea | undefined;
  readonly atomicPools: AtomicPoolSet;
  readonly globalPool: CoherentPool | undefined;
  readonly isXen: boolean;
  /** The default bounce pool, once somebody maps with it. */
  bounce: CoherentBounce | undefined;
  readonly #pageAllocator: () => PageAllocator;
  readonly #nodeAreas = new Map<DmaDevice, readonly CmaArea[]>();
  readonly #warned = new Set<string>();

  constructor(parts: DmaMemoryParts) {
    const { kernel, log, areas, defaultArea, atomicPools, pageAllocator, globalPool, isXen } = parts;
    this.kernel = kernel;
    this.log = log;
    this.#pageAllocator = pageAllocator;
    this.pageSize = kernel.profile.config.pageSize;
    this.areas = areas;
    this.defaultArea = defaultArea;
    this.atomicPools = atomicPools;
    this.globalPool = globalPool;
    this.isXen = isXen;
  }

  get pages(): PageAllocator {
    return this.#pageAllocator();
  }

  /** The areas of the device's memory node, in the order in which dma_alloc_contiguous() asks them (spec 06 §3). */
  nodeAreasOf(device: DmaDevice): readonly CmaArea[] {
    let areas = this.#nodeAreas.get(device);
    if (areas === undefined) {
      areas = this.#findNodeAreas(device);
      this.#nodeAreas.set(device, areas);
    }
    return areas;
  }

  /** Whether any memory lies where the device reaches it, and the kernel maps it. */
  isReachedBy(device: DmaDevice): boolean {
    const { lowEnd } = this.kernel.zones;
    return this.kernel.memblock.memory.some(({ base, end, flags }) => {
      const low = smaller(end, lowEnd);
      return (flags & memblockNoMap) === 0 && low > base && device.reachesSome(base, low - base);
    });
  }

  /** WARN_ONCE(): the message, where it has one, at its first time. */
  warnOnce(place: string, text?: string): void {
    if (this.#warned.has(place)) return;
    this.#warned.add(place);
    this.log.warn(place, text);
  }

  /** A warning that drivers may cause as often as they like: the first of each is kept. */
  printOnce(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.log.warning(text);
  }

  #findNodeAreas({ node }: DmaDevice): readonly CmaArea[] {
    const { numaCma } = this.kernel.profile.config;
    if (!numaCma) return [];
    for (let at: typeof node | undefined = node; at !== undefined; at = at.parent) {
      const value = at.property('numa-node-id')?.value;
      if (value === undefined || value.length < 4) continue;
      const id = readCell(value, 0);
      return [`pernuma${id}`, `numa${id}`].flatMap((name) =>
        this.areas.filter((area) => area.region === undefined && area.name === name),
      );
    }
    return [];
  }
}
