import type { DmaDevice } from '../dma-device.ts';
import type { DmaDirection } from '../streaming/direction.ts';

/** What kind of call made an entry (enum of kernel/dma/debug.c); dma_map_single() and dma_map_page() are one. */
export type DebugKind = 'single' | 'sg' | 'coherent' | 'resource' | 'noncoherent';

/** Whether the driver looked at a mapping's address with dma_mapping_error(). */
export type MapErrorState = 'not-applicable' | 'not-checked' | 'checked';

/** What a call says about a mapping (struct dma_debug_entry as a reference). */
export interface DebugReference {
  readonly device: DmaDevice;
  readonly kind: DebugKind;
  readonly dma: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
  /** `nents` of the call on a list; 0 for all others. */
  readonly listEntries: number;
  /** CPU address; 0n where the call does not tell. */
  readonly phys: bigint;
  readonly attrs: number;
}

/** A live mapping (struct dma_debug_entry in the table). */
export interface DebugEntry extends DebugReference {
  /** What dma_map_sg() returned; 0 for all others. */
  readonly mappedEntries: number;
  mapError: MapErrorState;
}
