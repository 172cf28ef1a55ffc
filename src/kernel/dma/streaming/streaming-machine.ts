import { errno } from '../../hooks/hook.ts';
import type { IommuHooks } from '../api/hooks.ts';
import type { DecisionPath } from '../decision-path.ts';
import { hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import { getOrder } from '../get-order.ts';
import { type Gfp, gfpAtomic } from '../gfp.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import type { PageBlock } from '../pages/page-allocator.ts';
import { BouncePool } from '../swiotlb/bounce-pool.ts';
import { placeDefaultPool } from '../swiotlb/default-pool.ts';
import { Swiotlb, type TransientPages } from '../swiotlb/swiotlb.ts';
import { armMapping } from './arm-mapping.ts';
import { DirectAnswers, type DmaQuery } from './device-answers.ts';
import { DirectMapping } from './direct-mapping.ts';
import type { DmaDirection } from './direction.ts';
import { IommuMapping } from './iommu-mapping.ts';
import type { MappingOperations } from './mapping-operations.ts';
import { Once } from './once.ts';
import type { ScatterEntry } from './scatter-list.ts';

const allOnes = (1n << 64n) - 1n;

/** A default bounce pool whose place is known. */
export interface BouncePlace {
  readonly base: bigint;
  readonly slots: number;
  readonly areas: number;
  /** io_tlb_overflow_buffer, which mappings get instead of an error up to 4.20. */
  readonly spare?: bigint | undefined;
}

export interface StreamingOptions {
  readonly bouncePool?: BouncePlace | 'none';
  readonly memory?: MemoryBytes;
  readonly iommu?: (device: DmaDevice) => IommuHooks | undefined;
  readonly cacheLine?: number;
  readonly processor?: () => number;
}

/** swiotlb_alloc_tlb() of a caller that may not sleep, zone by zone until the pages are low enough (alloc_dma_pages()). */
function transientPages(machine: DmaMachine): TransientPages {
  const { pageSize } = machine.profile.config;
  const taken = new Map<bigint, PageBlock>();
  return {
    allocate(bytes, limit) {
      const order = getOrder(bytes, pageSize);
      for (const zone of [undefined, 'dma32', 'dma'] as const) {
        const gfp: Gfp = zone === undefined ? gfpAtomic : { ...gfpAtomic, zone };
        const block = machine.pages.allocate(order, gfp);
        if (block === undefined) return undefined;
        const phys = BigInt(block.pfn) * BigInt(pageSize);
        if (phys + BigInt(bytes) - 1n <= limit) {
          taken.set(phys, block);
          return phys;
        }
        machine.pages.free(block);
      }
      return undefined;
    },
    free(phys) {
      const block = taken.get(phys);
      if (block !== undefined) machine.pages.free(block);
      taken.delete(phys);
    },
  };
}

/** Sizes of IOVAs that dma-iommu caches: the largest that is mapped quickly (iova_rcache_range()). */
const cachedIovaPages = 32;

/** How each device of a running kernel maps: which operations it has, and what they stand on. */
export class StreamingMachine {
  readonly swiotlb: Swiotlb;
  readonly errorValue: bigint;
  readonly #machine: DmaMachine;
  readonly #direct: DirectMapping;
  readonly #answers: DirectAnswers;
  readonly #once: Once;
  readonly #spare: bigint | undefined;
  readonly #iommu: StreamingOptions['iommu'];
  readonly #iommuMappings = new Map<IommuHooks, IommuMapping>();

  constructor(machine: DmaMachine, options: StreamingOptions) {
    const { kernel, profile, log } = machine;
    const { swiotlb: parameter } = kernel.commandLine;
    const place =
      options.bouncePool === 'none' ? undefined : (options.bouncePool ?? placeDefaultPool(kernel));
    const pool =
      place === undefined || place.slots === 0
        ? undefined
        : new BouncePool({
            base: place.base,
            slots: place.slots,
            areas: Math.max(1, place.areas),
            pageSize: profile.config.pageSize,
            search: profile.behaviours.bounceSearch,
          });
    this.#machine = machine;
    this.#once = new Once(log);
    this.#spare = place?.spare;
    this.swiotlb = new Swiotlb({
      behaviours: profile.behaviours,
      log,
      panics: (text) => machine.panic(text),
      pageSize: profile.config.pageSize,
      pool,
      transient: profile.config.swiotlbDynamic ? transientPages(machine) : undefined,
      force: parameter?.mode === 'force',
      memory: options.memory,
      ...(options.processor === undefined ? {} : { processor: options.processor }),
    });
    machine.useBounce(this.swiotlb);
    this.errorValue = profile.config.largePhysicalAddresses ? allOnes : 0xffffffffn;
    this.#direct = new DirectMapping({
      profile,
      swiotlb: this.swiotlb,
      once: this.#once,
      cacheLine: options.cacheLine ?? 64,
      // arm64 sets it by itself where the DMA zone has all memory.
      neverBounces:
        parameter?.mode === 'noforce' ||
        (pool === undefined && kernel.memblock.endOfDram() <= kernel.zones.dmaEnd),
    });
    this.#answers = new DirectAnswers(kernel, this.swiotlb);
    this.#iommu = options.iommu ?? ((device) => device.iommu);
  }

  /**
   * What a mapping that failed is answered with: DMA_MAPPING_ERROR, or, from arm64's own operations, the spare buffer's address
   * (swiotlb_dma_mapping_error()).
   */
  errorValueOf(device: DmaDevice): bigint {
    const { arch, behaviours } = this.#machine.profile;
    const hasSpare = behaviours.bounceFull === 'spare-buffer' && arch === 'arm64';
    if (!hasSpare || this.#spare === undefined || this.iommuOf(device) !== undefined) return this.errorValue;
    return device.physToDma(this.#spare);
  }

  /** Whether dma_map_single() looks for vmalloc() memory. */
  get rejectsVmalloc(): boolean {
    return this.#machine.profile.behaviours.mapsVmalloc === 'rejected';
  }

  tellVmalloc(device: DmaDevice): void {
    this.#once.warn(
      'include/linux/dma-mapping.h dma_map_single_attrs',
      `${device.title}: rejecting DMA map of vmalloc memory`,
    );
  }

  /** get_dma_ops(), and dma-direct for those that have none. */
  operations(device: DmaDevice): MappingOperations {
    const { arch, behaviours } = this.#machine.profile;
    const iommu = this.iommuOf(device);
    if (iommu !== undefined) return iommu;
    return arch === 'arm' && behaviours.armOperations === 'all-devices' ? armMapping : this.#direct;
  }

  iommuOf(device: DmaDevice): IommuMapping | undefined {
    const domain = this.#iommu?.(device);
    if (domain === undefined) return undefined;
    const known = this.#iommuMappings.get(domain);
    if (known !== undefined) return known;

    const mapping = new IommuMapping({
      domain,
      swiotlb: this.swiotlb,
      log: this.#machine.log,
      once: this.#once,
      sharesCacheLines: (asking, part) => this.#direct.needsKmallocBounce(asking, part),
    });
    this.#iommuMappings.set(domain, mapping);
    return mapping;
  }

  /** dev_use_sg_swiotlb(): whether an entry of the list has to bounce. */
  bouncesList(device: DmaDevice, entries: readonly ScatterEntry[], direction: DmaDirection): boolean {
    return entries.some(({ length }) => this.#direct.needsKmallocBounce(device, { size: length, direction }));
  }

  /** Whether DMA_ATTR_REQUIRE_COHERENT turns a device away that is not coherent (7.2). */
  refusesAttrs(device: DmaDevice, attrs: number, path: DecisionPath | undefined): boolean {
    const { requireCoherent } = this.#machine.profile.behaviours;
    if (requireCoherent === 'ignored' || !hasAttr(attrs, 'requireCoherent')) return false;
    path?.step({
      test: 'the mapping asks for a coherent device, and this is none',
      operands: { attrs, coherent: device.isCoherent },
      answer: device.isCoherent ? 'no' : 'yes: refused',
      source: 'dma_map_phys(), __dma_map_sg_attrs()',
    });
    return !device.isCoherent;
  }

  /** What dma_map_sgtable() makes of an error: kernels before 5.15 know one. */
  listError(code: number): number {
    const { behaviours } = this.#machine.profile;
    if (code === 0) return 0;
    return behaviours.missingBounceBuffer === 'panics' ? errno.invalid : code;
  }

  query(device: DmaDevice, skipsSync: boolean, dma: bigint | undefined): DmaQuery {
    const { maxSegmentSize, segmentBoundary, minAlignMask } = device.segments;
    const domain = this.iommuOf(device)?.domain;
    const answers = this.#answers;
    const limits = { maxSegmentSize, segmentBoundary, minAlignMask };
    // dma_direct_can_mmap() with CONFIG_DMA_NONCOHERENT_MMAP, which all architectures here have.
    const common = { mask: device.dmaMask, coherentMask: device.coherentMask, canMmap: true, ...limits };
    if (domain !== undefined) {
      return {
        ...common,
        requiredMask: 0xffffffffn,
        maxMappingSize: allOnes,
        optMappingSize: BigInt(cachedIovaPages * domain.granule),
        mergeBoundary: BigInt(domain.granule - 1),
        needSync: !skipsSync,
        addressingLimited: device.streamingLimit < 0xffffffffn,
      };
    }
    const maxMappingSize = answers.maxMappingSize(device);
    return {
      ...common,
      requiredMask: answers.requiredMask(device),
      maxMappingSize,
      optMappingSize: maxMappingSize,
      mergeBoundary: 0n,
      needSync: !skipsSync && dma !== undefined && answers.needsSync(device, dma),
      addressingLimited: answers.isLimited(device),
    };
  }
}
