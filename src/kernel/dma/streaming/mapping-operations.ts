import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaDirection } from './direction.ts';

/** A part of memory to map. */
export interface MapPart {
  readonly phys: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
  /** Which call maps it: each has its own copy of the "overflow" message, printed once. */
  readonly by: 'page' | 'sg';
}

/** A part of a mapping, as the caller names it. */
export interface MappedPart {
  readonly dma: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
}

/** How one kind of kernel and device maps (struct dma_map_ops, or dma-direct, which is in none). */
export interface MappingOperations {
  /** The DMA address; undefined: DMA_MAPPING_ERROR. */
  mapPage(device: DmaDevice, part: MapPart, path?: DecisionPath): bigint | undefined;
  unmapPage(device: DmaDevice, part: MappedPart, path?: DecisionPath): void;
  mapResource(device: DmaDevice, part: Omit<MapPart, 'by'>, path?: DecisionPath): bigint | undefined;
  unmapResource(device: DmaDevice, part: MappedPart): void;
  syncForCpu(device: DmaDevice, part: MappedPart, path?: DecisionPath): void;
  syncForDevice(device: DmaDevice, part: MappedPart, path?: DecisionPath): void;
  /** The memory that the device reaches there. */
  targetOf(device: DmaDevice, dma: bigint): bigint | undefined;
}
