import type { KernelLog } from '../../log.ts';
import type { KernelProfile } from '../../profile.ts';
import type { DmaDevice } from '../dma-device.ts';

export interface DmaDebugOptions {
  readonly profile: KernelProfile;
  readonly log: KernelLog;
  /** The kernel's command line, for `dma_debug=` and its kin. */
  readonly commandLine: string;
  /** is_swiotlb_active(): while a device has bounce buffers, overlapping mappings are not told of. */
  readonly isBouncing?: (device: DmaDevice) => boolean;
  /** Whether an IOMMU maps the device's memory, which then always has a kernel mapping. */
  readonly hasIommu?: (device: DmaDevice) => boolean;
  /** CONFIG_VMAP_STACK: whether stacks are mapped page by page. */
  readonly vmapStack?: boolean;
  /** Whether an address is memory, for resources that must not be (7.2). */
  readonly isMemory?: (phys: bigint) => boolean;
}

/** The files of /sys/kernel/debug/dma-api, by name, but for `dump`. */
export interface DebugState {
  readonly disabled: 'Y' | 'N';
  readonly errorCount: number;
  readonly allErrors: number;
  readonly numErrors: number;
  readonly freeEntries: number;
  readonly minFreeEntries: number;
  readonly totalEntries: number;
  readonly driverFilter: string;
}
