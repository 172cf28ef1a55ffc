import type { DeviceTree, Memreserve, Node, Property } from '../devicetree/tree.ts';
import type { Place } from '../source/place.ts';

/** A half-open range of physical addresses: `base` to `base + size`, unsigned 64-bit. */
export interface AddressRange {
  readonly base: bigint;
  readonly size: bigint;
}

/** A range as written: the cells' place, for findings. */
export interface WrittenRange extends AddressRange {
  /** The first cell of the entry. */
  readonly place: Place;
  /** The first cell of the size. */
  readonly sizePlace: Place;
}

export interface Cells {
  readonly address: number;
  readonly size: number;
}

/** One entry of a memory node. */
export interface Bank extends WrittenRange {
  readonly node: Node;
  readonly index: number;
}

/** A node that the kernel takes for memory (`device_type = "memory"`), or that a reader would (its name). */
export interface MemoryNode {
  readonly node: Node;
  readonly deviceTypeIsMemory: boolean;
  readonly available: boolean;
  /** All entries of `linux,usable-memory`, else of `reg`, empty ones included. */
  readonly banks: readonly Bank[];
}

/** One child of /reserved-memory, with every value that its properties have, right or wrong. */
export interface Region {
  readonly node: Node;
  readonly name: string;
  readonly path: string;
  /** `reg` with a length: static; else `size`: dynamic; else a placeholder. */
  readonly kind: 'static' | 'dynamic' | 'placeholder';
  /** As the kernel reads `status`: absent, `ok` or `okay`. */
  readonly available: boolean;
  readonly compatible: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  readonly cmaDefault: boolean;
  readonly dmaDefault: boolean;
  /** Complete entries of `reg`. The kernel uses the first. */
  readonly reg: readonly WrittenRange[];
  readonly size: bigint | undefined;
  readonly alignment: bigint | undefined;
  readonly allocRanges: readonly WrittenRange[];
  /** Properties whose length does not fit the cells: `reg`, `size`, `alignment`, `alloc-ranges`. */
  readonly malformed: readonly Property[];
  readonly users: readonly RegionUse[];
}

/** One entry of a device's list of regions. */
export interface RegionUse {
  readonly device: Node;
  /** `memory-region`, or another phandle property that points below /reserved-memory. */
  readonly property: Property;
  readonly index: number;
  /** From `memory-region-names`. */
  readonly name: string | undefined;
  readonly phandle: number;
  /** The node that the phandle names, wherever it is. */
  readonly target: Node | undefined;
  /** The region, if the target is one. */
  readonly region: Region | undefined;
  /** Whether the device itself is available (its own status and its ancestors'). */
  readonly deviceAvailable: boolean;
  readonly place: Place;
}

/** All that a tree says about memory. */
export interface MemoryModel {
  readonly tree: DeviceTree;
  /** The root's, as the kernel reads them: 1 and 1 when missing. */
  readonly rootCells: Cells;
  readonly memoryNodes: readonly MemoryNode[];
  /** Entries with a size, of available nodes with `device_type = "memory"` below the root, in tree order. */
  readonly banks: readonly Bank[];
  readonly memreserves: readonly Memreserve[];
  readonly reservedMemory: Node | undefined;
  /** Whether the early scan takes /reserved-memory: `ranges` there, and both cell counts there and equal to the root's. */
  readonly reservedMemoryUsable: boolean;
  /** The children of /reserved-memory, in tree order. */
  readonly regions: readonly Region[];
  /**
   * Nodes further below, in tree order, read with their parents' cells. Only kernels up to 5.10 take them for regions, and read
   * them with the root's (spec 01 §4.2).
   */
  readonly nestedRegions: readonly Region[];
  /** Every entry of every `memory-region`, and of other properties those that point below /reserved-memory, in tree order. */
  readonly uses: readonly RegionUse[];
  /** The architecture that CPU compatibles tell, if they do: the folder's name in the kernel (`arm64`, `riscv` …). */
  readonly arch: string | undefined;
  /** The region of this node, if it is one. */
  regionOf(node: Node): Region | undefined;
}
