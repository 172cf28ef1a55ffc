import type { IommuDomain } from './iommu-domain.ts';
import type { ReservedRegion } from './reserved-regions.ts';

/** Devices that an IOMMU cannot tell apart: they share a domain (/sys/kernel/iommu_groups). */
export interface IommuGroup {
  readonly number: number;
  readonly domain: IommuDomain;
  /** dev_name() of each, in the order of their coming. */
  readonly devices: readonly string[];
  /** Of all devices, lowest first. */
  readonly reserved: readonly ReservedRegion[];
}
