import type { DmaDevice } from '../dma-device.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import type { BouncePlace } from '../streaming/streaming-machine.ts';
import type { DmaDebugHooks, IommuHooks } from './hooks.ts';

/** What a kernel's DMA calls stand on, where the boot does not say. */
export interface DmaApiOptions {
  /** Where the default bounce pool lies; `none`: there is none. Default: where the boot would put it, an estimate. */
  readonly bouncePool?: BouncePlace | 'none';
  /** Contents of memory, to be copied as mappings bounce. Default: none are kept. */
  readonly memory?: MemoryBytes;
  /** CONFIG_DMA_API_DEBUG. */
  readonly debug?: DmaDebugHooks;
  /** The device's IOMMU domain, where one translates for it. */
  readonly iommu?: (device: DmaDevice) => IommuHooks | undefined;
  /** Bytes of the CPU's cache line as it says itself (CTR_EL0.CWG). Default: 64. */
  readonly cacheLine?: number;
  /** The processor that a call runs on. Default: 0. */
  readonly processor?: () => number;
  /** Whether buffers' owners are kept, for `touch`. Default: they are. */
  readonly keepsOwners?: boolean;
}
