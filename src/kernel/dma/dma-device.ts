import type { DeviceTree, Node } from '../../devicetree/tree.ts';
import { type DmaRange, dmaRangesOf } from '../../memory/dma-ranges.ts';
import { deviceName } from '../device-name.ts';
import type { HookDevice } from '../hooks/hook.ts';
import type { KernelProfile } from '../profile.ts';
import type { Behaviours } from '../profiles/behaviours.ts';
import { larger, smaller } from '../unsigned.ts';
import type { IommuHooks } from './api/hooks.ts';
import type { CmaArea } from './cma-area.ts';
import type { CoherentPool } from './coherent-pool.ts';
import type { CoherentIommu } from './dispatch/iommu-ways.ts';
import { PciFunction } from './pci-function.ts';
import type { RestrictedPool } from './restricted-pool.ts';

const allOnes = (1n << 64n) - 1n;
const thirtyTwoBits = (1n << 32n) - 1n;

/** struct device_dma_parameters. */
export interface SegmentLimits {
  maxSegmentSize: number;
  /** No segment crosses a multiple of it plus one. */
  segmentBoundary: bigint;
  /** Low bits that a bounce buffer's address shares with the memory that bounces. */
  minAlignMask: number;
}

/** What allocations and mappings need of the IOMMU that a device is behind. */
export type DmaIommu = IommuHooks & CoherentIommu;

/** A device as the DMA code sees it: its masks, its windows, and what it was assigned (struct device). */
export class DmaDevice implements HookDevice {
  readonly node: Node;
  readonly path: string;
  /** The driver that is bound to it (dev->driver); undefined: none. */
  driver: string | undefined;
  /** dev->dma_range_map; empty: no translation. */
  readonly dmaRanges: readonly DmaRange[];
  /** 0n: none. */
  readonly busDmaLimit: bigint;
  readonly isCoherent: boolean;
  /** PAGE_SIZE. */
  readonly pageSize: number;
  #dmaMask: bigint;
  #coherentMask: bigint;
  readonly #reachedAreas = new Map<CmaArea, boolean>();
  #coherentPhysLimit: bigint | undefined;
  /** CPU address less device address, where one number stands for all windows (32-bit Arm, 5.10). */
  readonly #offset: bigint | undefined;
  coherentPool: CoherentPool | undefined;
  cmaArea: CmaArea | undefined;
  restrictedPool: RestrictedPool | undefined;
  /** Who knows which IOMMU it is behind. */
  iommus: { translationOf(device: DmaDevice): DmaIommu | undefined } | undefined;
  /** False: of_dma_configure() never saw it, as a device that a driver makes for itself. */
  isConfigured = true;

  /** dev->dma_skip_sync: dma_sync_*() need do nothing. */
  skipsSync = false;
  /** dev->dma_parms. */
  readonly segments: SegmentLimits;

  /** of_dma_configure_id() for a platform device (spec 05 §9). */
  constructor(node: Node, tree: DeviceTree, { arch, behaviours, config, facts }: KernelProfile) {
    const ranges = dmaRangesOf(node, tree);
    const map = ranges.kind === 'map' ? ranges.ranges : [];
    const [first] = map;
    const keepsMap = arch !== 'arm' || behaviours.armDmaWindows === 'map';
    const last = map.reduce((end, range) => larger(end, range.dmaStart + range.size - 1n), 0n);
    const mask = map.length === 0 ? thirtyTwoBits : (1n << BigInt(last.toString(2).length)) - 1n;

    this.node = node;
    this.pageSize = config.pageSize;
    this.path = node.path;
    this.dmaRanges = keepsMap ? map : [];
    this.#offset = keepsMap || first === undefined ? undefined : first.cpuStart - first.dmaStart;
    this.busDmaLimit = last;
    this.isCoherent = isCoherent(node, facts.dmaCoherentByDefault, behaviours.coherence);
    this.#dmaMask = thirtyTwoBits & mask;
    this.#coherentMask = thirtyTwoBits & mask;
    this.segments = {
      maxSegmentSize: 0x10000,
      // pci_setup_device() gives its devices one of 4 GiB.
      segmentBoundary: node instanceof PciFunction ? thirtyTwoBits : allOnes,
      minAlignMask: 0,
    };
  }

  /** Which bus it is on: PCI functions are known by their class, not by a node. */
  get bus(): 'platform' | 'pci' {
    return this.node instanceof PciFunction ? 'pci' : 'platform';
  }

  /** dev_name(). */
  get name(): string {
    return this.bus === 'pci' ? this.node.name : deviceName(this.node);
  }

  /** What stands before its messages: the driver, or the bus, and the name (dev_driver_string(), dev_name()). */
  get title(): string {
    return `${this.driver ?? this.bus} ${this.name}`;
  }

  /** The IOMMU that it is behind, where its addresses are translated; it is attached at the first question. */
  get iommu(): DmaIommu | undefined {
    return this.iommus?.translationOf(this);
  }

  get dmaMask(): bigint {
    return this.#dmaMask;
  }

  get coherentMask(): bigint {
    return this.#coherentMask;
  }

  setDmaMask(mask: bigint): void {
    this.#dmaMask = mask;
  }

  setCoherentMask(mask: bigint): void {
    this.#coherentMask = mask;
    this.#coherentPhysLimit = undefined;
    this.#reachedAreas.clear();
  }

  setMasks(mask: bigint): void {
    this.#dmaMask = mask;
    this.#coherentMask = mask;
    this.#coherentPhysLimit = undefined;
    this.#reachedAreas.clear();
  }

  /** min_not_zero(*dma_mask, bus_dma_limit), which mappings are held against. */
  get streamingLimit(): bigint {
    if (this.#dmaMask === 0n) return this.busDmaLimit;
    return this.busDmaLimit === 0n ? this.#dmaMask : smaller(this.#dmaMask, this.busDmaLimit);
  }

  /** min_not_zero(coherent_dma_mask, bus_dma_limit). */
  get coherentLimit(): bigint {
    if (this.coherentMask === 0n) return this.busDmaLimit;
    return this.busDmaLimit === 0n || this.coherentMask < this.busDmaLimit
      ? this.coherentMask
      : this.busDmaLimit;
  }

  /** The limit as a CPU address; all ones where no window has it. */
  get coherentPhysLimit(): bigint {
    this.#coherentPhysLimit ??= this.dmaToPhys(this.coherentLimit);
    return this.#coherentPhysLimit;
  }

  /** What the device sees of a CPU address; all ones where no window has it. */
  physToDma(phys: bigint): bigint {
    if (this.#offset !== undefined) return BigInt.asUintN(64, phys - this.#offset);
    if (this.dmaRanges.length === 0) return phys;
    for (const { cpuStart, dmaStart, size } of this.dmaRanges) {
      if (phys >= cpuStart && phys - cpuStart < size) return dmaStart + (phys - cpuStart);
    }
    return allOnes;
  }

  dmaToPhys(dma: bigint): bigint {
    if (this.#offset !== undefined) return BigInt.asUintN(64, dma + this.#offset);
    if (this.dmaRanges.length === 0) return dma;
    for (const { cpuStart, dmaStart, size } of this.dmaRanges) {
      if (dma >= dmaStart && dma - dmaStart < size) return cpuStart + (dma - dmaStart);
    }
    return allOnes;
  }

  /** dma_coherent_ok(): whether the device reaches all of it. */
  reaches(phys: bigint, size: number): boolean {
    const dma = this.physToDma(phys);
    return dma !== allOnes && dma + BigInt(size) - 1n <= this.coherentLimit;
  }

  /** Whether it reaches a byte of the range. */
  reachesSome(base: bigint, size: bigint): boolean {
    const limit = this.coherentLimit;
    if (this.dmaRanges.length === 0) return this.physToDma(base) <= limit;
    return this.dmaRanges.some((range) => {
      const first = larger(base, range.cpuStart);
      const end = smaller(base + size, range.cpuStart + range.size);
      return first < end && range.dmaStart + (first - range.cpuStart) <= limit;
    });
  }

  /** Whether it reaches any buffer of this area, so that each need not be asked about. */
  reachesAll(area: CmaArea): boolean {
    let known = this.#reachedAreas.get(area);
    if (known === undefined) {
      // A window's end inside the area would break the line of addresses.
      const bytes = area.pageCount * area.pageSize;
      const last = this.physToDma(area.base + BigInt(bytes) - 1n);
      known = this.reaches(area.base, bytes) && last - this.physToDma(area.base) === BigInt(bytes) - 1n;
      this.#reachedAreas.set(area, known);
    }
    return known;
  }
}

/** of_dma_is_coherent(): what the properties on the way up say. */
function isCoherent(node: Node, byDefault: boolean, coherence: Behaviours['coherence']): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at.property('dma-coherent') !== undefined) return true;
    if (coherence === 'nearest-property' && at.property('dma-noncoherent') !== undefined) return false;
  }
  return byDefault;
}
