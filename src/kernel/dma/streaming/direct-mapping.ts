import type { KernelProfile } from '../../profile.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { Swiotlb } from '../swiotlb/swiotlb.ts';
import { dmaDirection } from './direction.ts';
import { sharesCacheLines } from './kmalloc-bounce.ts';
import type { MapPart, MappedPart, MappingOperations } from './mapping-operations.ts';
import type { Once } from './once.ts';
import { isCapable, overflowText } from './reach.ts';

export interface DirectMappingOptions {
  readonly profile: KernelProfile;
  readonly swiotlb: Swiotlb;
  readonly once: Once;
  /** dma_get_cache_alignment(). */
  readonly cacheLine: number;
  /** `swiotlb=noforce`, or a kernel that set it by itself: nothing bounces (5.10). */
  readonly neverBounces: boolean;
}

/**
 * Mapping without an IOMMU (kernel/dma/direct.c, and arm64's swiotlb_dma_ops up to 4.20; spec 07 §2): the memory's own address as the
 * device sees it, or a bounce buffer's where the device does not reach it.
 */
export class DirectMapping implements MappingOperations {
  readonly #options: DirectMappingOptions;

  constructor(options: DirectMappingOptions) {
    this.#options = options;
  }

  /** dma_direct_map_page(), dma_direct_map_phys(). */
  mapPage(device: DmaDevice, part: MapPart, path?: DecisionPath): bigint | undefined {
    const { swiotlb } = this.#options;
    const { phys, size } = part;
    const forced = swiotlb.forces(device);
    path?.step({
      test: 'every mapping of the device bounces',
      operands: { restrictedPool: device.restrictedPool?.region ?? 'none' },
      answer: yesNo(forced),
      source: 'is_swiotlb_force_bounce()',
    });
    if (forced) return this.#bounce(device, part, path);

    const dma = device.physToDma(phys);
    const capable = isCapable(device, dma, size);
    path?.step({
      test: 'the device reaches the memory',
      operands: { dma, size, mask: device.dmaMask, busDmaLimit: device.busDmaLimit },
      answer: yesNo(capable),
      source: 'dma_capable()',
    });
    const shares = capable && this.#sharesCacheLines(device, part, path);
    if (capable && !shares) return dma;

    const bounces = this.#bounces(device);
    path?.step({
      test: 'the device has bounce buffers',
      operands: { slots: swiotlb.poolOf(device)?.slotCount ?? 0 },
      answer: yesNo(bounces),
      source: 'is_swiotlb_active()',
    });
    if (bounces) return this.#bounce(device, part, path);
    if (this.#isOwn) swiotlb.tellForbidden(device, phys);
    else this.#tellOverflow(device, dma, part);
    return undefined;
  }

  /** dma_direct_unmap_page(): what lies in bounce slots is copied back first. */
  unmapPage(device: DmaDevice, part: MappedPart, path?: DecisionPath): void {
    const phys = device.dmaToPhys(part.dma);
    const pool = this.#poolAt(device, part.dma, 'dma_direct_unmap_page()', path);
    if (pool !== undefined) this.#options.swiotlb.unmap(device, pool, phys, part);
  }

  /** dma_direct_map_resource(): the address as it is, without the windows of `dma-ranges`. */
  mapResource(
    device: DmaDevice,
    { phys, size }: Omit<MapPart, 'by'>,
    path?: DecisionPath,
  ): bigint | undefined {
    const capable = isCapable(device, phys, size);
    path?.step({
      test: 'the device reaches the resource',
      operands: { dma: phys, size, mask: device.dmaMask, busDmaLimit: device.busDmaLimit },
      answer: yesNo(capable),
      source: 'dma_direct_map_resource()',
    });
    // arm64's own operations up to 4.20 do not look.
    if (capable || this.#isOwn) return phys;
    this.#options.once.errorAndWarn(
      'kernel/dma/direct.c dma_direct_map_resource',
      overflowText(device, phys, size),
    );
    return undefined;
  }

  unmapResource(): void {
    // dma_direct_map_resource() has nothing to undo.
  }

  syncForCpu(device: DmaDevice, { dma, size, direction }: MappedPart, path?: DecisionPath): void {
    this.#poolAt(device, dma, 'dma_direct_sync_single_for_cpu()', path);
    this.#options.swiotlb.syncForCpu(device, device.dmaToPhys(dma), size, direction);
  }

  syncForDevice(device: DmaDevice, { dma, size, direction }: MappedPart, path?: DecisionPath): void {
    this.#poolAt(device, dma, 'dma_direct_sync_single_for_device()', path);
    this.#options.swiotlb.syncForDevice(device, device.dmaToPhys(dma), size, direction);
  }

  targetOf(device: DmaDevice, dma: bigint): bigint {
    return device.dmaToPhys(dma);
  }

  /** dma_kmalloc_needs_bounce(): never for coherent devices, nor where the device only reads. */
  needsKmallocBounce(device: DmaDevice, { size, direction }: Pick<MapPart, 'size' | 'direction'>): boolean {
    const { profile, swiotlb, cacheLine } = this.#options;
    if (!profile.config.bouncesKmalloc || device.isCoherent || direction === dmaDirection.toDevice)
      return false;
    const hasBouncePool = swiotlb.defaultPool !== undefined && swiotlb.defaultPool.slotCount > 0;
    return sharesCacheLines(size, { arch: profile.arch, cacheLine, hasBouncePool });
  }

  /** swiotlb_find_pool(): the bounce buffers that an address of the device leads to. */
  #poolAt(
    device: DmaDevice,
    dma: bigint,
    source: string,
    path: DecisionPath | undefined,
  ): ReturnType<Swiotlb['findPool']> {
    const phys = device.dmaToPhys(dma);
    const pool = this.#options.swiotlb.findPool(device, phys);
    path?.step({
      test: 'the address leads to bounce slots, which are copied',
      operands: { dma, phys },
      answer: yesNo(pool !== undefined),
      source,
    });
    return pool;
  }

  /** swiotlb_map(). */
  #bounce(device: DmaDevice, part: MapPart, path: DecisionPath | undefined): bigint | undefined {
    const { swiotlb } = this.#options;
    const slots = swiotlb.map(device, part);
    path?.step({
      test: 'a run of bounce slots is free',
      operands: { size: part.size, pool: swiotlb.poolOf(device)?.base ?? 0n, slots: slots ?? 'none' },
      answer: yesNo(slots !== undefined),
      source: 'swiotlb_tbl_map_single()',
    });
    if (slots === undefined) {
      if (this.#isOwn && swiotlb.poolOf(device) !== undefined)
        swiotlb.tellSpareUsed(device, part.size, part.direction, part.by === 'sg');
      return undefined;
    }

    const dma = device.physToDma(slots);
    const capable = isCapable(device, dma, part.size);
    path?.step({
      test: 'the device reaches the slots',
      operands: { dma, size: part.size, mask: device.dmaMask, busDmaLimit: device.busDmaLimit },
      answer: yesNo(capable),
      source: 'swiotlb_map()',
    });
    if (capable) return dma;

    const pool = swiotlb.findPool(device, slots);
    if (pool !== undefined) swiotlb.unmap(device, pool, slots, { ...part, direction: dmaDirection.toDevice });
    swiotlb.tellUnreachable(device, dma, part.size);
    return undefined;
  }

  #sharesCacheLines(device: DmaDevice, part: MapPart, path: DecisionPath | undefined): boolean {
    const shares = this.needsKmallocBounce(device, part);
    path?.step({
      test: 'a buffer of this length may share its cache lines',
      operands: { size: part.size, coherent: device.isCoherent, cacheLine: this.#options.cacheLine },
      answer: yesNo(shares),
      source: 'dma_kmalloc_needs_bounce()',
    });
    return shares;
  }

  /** Whether these are arm64's own operations (swiotlb_dma_ops). */
  get #isOwn(): boolean {
    const { arch, behaviours } = this.#options.profile;
    return arch === 'arm64' && behaviours.arm64Operations === 'own';
  }

  /** Kernels that panic without bounce buffers ask for the command line only (5.10). */
  #bounces(device: DmaDevice): boolean {
    const { profile, swiotlb, neverBounces } = this.#options;
    if (profile.behaviours.missingBounceBuffer === 'panics') return !neverBounces;
    return swiotlb.poolOf(device) !== undefined;
  }

  #tellOverflow(device: DmaDevice, dma: bigint, { size, by }: MapPart): void {
    const single =
      this.#options.profile.behaviours.dmaEvents === 'dma-and-map-phys'
        ? 'dma_map_phys'
        : 'dma_map_page_attrs';
    const place = `kernel/dma/direct.h ${by === 'sg' ? 'dma_direct_map_sg' : single}`;
    this.#options.once.warn(place, overflowText(device, dma, size));
  }
}

function yesNo(answer: boolean): string {
  return answer ? 'yes' : 'no';
}
