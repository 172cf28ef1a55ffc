import type { KernelLog } from '../../log.ts';
import { smaller } from '../../unsigned.ts';
import type { IommuHooks } from '../api/hooks.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { IommuDomain, PhysicalRun } from './iommu-domain.ts';
import type { IommuGroup } from './iommu-group.ts';
import type { ReservedRegion } from './reserved-regions.ts';
import { finalise, invalidate, layOut, type SegmentShape, spanOf } from './scatter-mapping.ts';

const fourGiB = (1n << 32n) - 1n;
const noMemory = -12;
const invalid = -22;

export interface DeviceIommuOptions {
  readonly device: DmaDevice;
  readonly group: IommuGroup;
  readonly domain: IommuDomain;
  readonly reserved: readonly ReservedRegion[];
  /**
   * How addresses below 4 GiB come first (behaviour `iovaBelow4GiB`): never, at each mapping, or until they have run out once
   * (dev->iommu->pci_32bit_workaround).
   */
  readonly below4GiB: 'never' | 'always' | 'until-failure';
  readonly log: KernelLog;
}

/** A device behind an IOMMU (struct dev_iommu): what drivers/iommu/dma-iommu.c does for it in its group's domain. */
export class DeviceIommu implements IommuHooks {
  readonly device: DmaDevice;
  readonly group: IommuGroup;
  readonly domain: IommuDomain;
  /** The windows that it is told to leave free, in the order of their finding. */
  readonly reserved: readonly ReservedRegion[];
  readonly #log: KernelLog;
  #below4GiB: 'never' | 'always' | 'until-failure';

  constructor({ device, group, domain, reserved, below4GiB, log }: DeviceIommuOptions) {
    this.device = device;
    this.group = group;
    this.domain = domain;
    this.reserved = reserved;
    this.#below4GiB = below4GiB;
    this.#log = log;
  }

  get granule(): number {
    return this.domain.granule;
  }

  mapPage(phys: bigint, size: number, limit: bigint): bigint | undefined {
    const offset = phys % BigInt(this.granule);
    const bytes = this.align(size + Number(offset));
    const iova = this.mapRuns([{ phys: phys - offset, bytes }], limit);
    return iova === undefined ? undefined : iova + offset;
  }

  /** One block of IOVA for runs of whole pages, none of it above `limit`; undefined: no IOVA, or out of the IOMMU's reach. */
  mapRuns(runs: readonly PhysicalRun[], limit: bigint): bigint | undefined {
    const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
    const iova = bytes === 0 ? undefined : this.allocateIova(bytes, limit);
    if (iova === undefined || this.domain.map(iova, runs)) return iova;
    this.domain.freeIova(iova, bytes);
    return undefined;
  }

  /** Whole pages at `dma`; those around it when it lies within. Says so where some were not mapped. */
  unmapPage(dma: bigint, size: number): void {
    const offset = dma % BigInt(this.granule);
    const isWhole = this.domain.unmap(dma - offset, this.align(size + Number(offset)));
    if (!isWhole) this.#log.warn('drivers/iommu/dma-iommu.c __iommu_dma_unmap');
  }

  iovaToPhys(dma: bigint): bigint | undefined {
    return this.domain.iovaToPhys(dma);
  }

  mapSg(
    entries: readonly ScatterEntry[],
    { limit, ...shape }: SegmentShape & { readonly limit: bigint },
  ): number {
    const layout = layOut(entries, this.granule, shape);
    if (layout.bytes === 0) return finalise(entries, layout, 0n, shape);

    const iova = this.allocateIova(layout.bytes, limit);
    if (iova === undefined) {
      invalidate(entries);
      return noMemory;
    }
    if (!this.domain.map(iova, layout.runs)) {
      this.domain.freeIova(iova, layout.bytes);
      invalidate(entries);
      return invalid;
    }
    return finalise(entries, layout, iova, shape);
  }

  unmapSg(entries: readonly ScatterEntry[]): void {
    const span = spanOf(entries);
    if (span !== undefined) this.unmapPage(span.start, span.bytes);
  }

  /** iova_align(). */
  align(bytes: number): number {
    return Math.ceil(bytes / this.granule) * this.granule;
  }

  /** iommu_dma_alloc_iova() for whole pages. */
  allocateIova(bytes: number, mask: bigint): bigint | undefined {
    const limit = smaller(minNotZero(mask, this.device.busDmaLimit), this.domain.apertureEnd);
    if (limit > fourGiB && this.#below4GiB !== 'never') {
      const low = this.domain.allocateIova(bytes, fourGiB, false);
      if (low !== undefined) return low;
      if (this.#below4GiB === 'until-failure') {
        this.#below4GiB = 'never';
        this.#log.info(`${this.device.title}: Using ${limit.toString(2).length}-bit DMA addresses`);
      }
    }
    return this.domain.allocateIova(bytes, limit, true);
  }
}

function minNotZero(a: bigint, b: bigint): bigint {
  if (a === 0n) return b;
  return b === 0n ? a : smaller(a, b);
}
