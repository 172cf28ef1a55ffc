import type { Place } from '../source/place.ts';

/** One place that wrote or deleted a node or a property, in the order of writing. */
export interface Write {
  readonly kind: 'defined' | 'extended' | 'deleted';
  readonly place: Place;
  /** Number of the top-level statement (`/ { }`, `&label { }` …) it stands in, counted from 0 over the whole input. */
  readonly statement: number;
}

export interface Label {
  readonly name: string;
  readonly place: Place;
}

/** Something inside a property's value that is more than bytes. */
export type Marker =
  | {
      readonly kind: 'phandle-reference';
      readonly offset: number;
      readonly target: string;
      readonly node: Node | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'path-reference';
      readonly offset: number;
      readonly target: string;
      readonly node: Node | undefined;
      readonly place: Place;
    }
  | { readonly kind: 'label'; readonly offset: number; readonly name: string; readonly place: Place };

/** A value's parts as written: what each stretch of bytes was in the source. */
export interface ValuePart {
  readonly kind: 'cells' | 'string' | 'bytes' | 'path' | 'file';
  readonly offset: number;
  readonly length: number;
  /** 8, 16, 32 or 64 for cells. */
  readonly bits?: number;
}

export interface Property {
  readonly name: string;
  readonly node: Node;
  /** The bytes of the value, references filled in. */
  readonly value: Uint8Array;
  readonly markers: readonly Marker[];
  readonly parts: readonly ValuePart[];
  readonly labels: readonly Label[];
  /** Every place that wrote or deleted it, oldest first; the last one is in force. */
  readonly writes: readonly Write[];
  /** The place in force: the property's name in its last definition. */
  readonly place: Place;
  /** Where the element that begins at this byte of the value was written (a cell, a string, a reference). */
  placeOfByte(offset: number): Place;
  /** The value as big-endian 32-bit cells, or undefined if its length is not a multiple of 4. */
  asCells(): readonly number[] | undefined;
  /** The value as NUL-terminated strings, or undefined if it is not a list of them. */
  asStrings(): readonly string[] | undefined;
  asString(): string | undefined;
}

/** Bytes of a value where they stand. */
export interface FoundBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
}

export interface Node {
  /** With its unit address; empty for the root. */
  readonly name: string;
  /** `name` without the unit address. */
  readonly baseName: string;
  readonly unitAddress: string | undefined;
  readonly parent: Node | undefined;
  readonly path: string;
  readonly labels: readonly Label[];
  /** Whether it ever had a label: dtc numbers such a node for `-@` even if it came back without. */
  readonly wasLabelled: boolean;
  /** In dtc's order: that of first appearance. Deleted ones are not in it. */
  readonly properties: ReadonlyMap<string, Property>;
  /** In dtc's order, by full name. */
  readonly children: ReadonlyMap<string, Node>;
  readonly writes: readonly Write[];
  /** The node's name in its first definition. */
  readonly place: Place;
  readonly phandle: number | undefined;
  /** Which of the properties that are asked for of every node it may have: bits of `nodeMark` (node-marks.ts). */
  readonly marks: number;
  property(name: string): Property | undefined;
  /**
   * Finds the value of a property for which nothing has to be made: for walks that look at thousands. False tells nothing; the
   * property itself has to be asked for then.
   */
  findBytes?(name: string, into: FoundBytes): boolean;
  child(name: string): Node | undefined;
  /** Properties and children that were written and later deleted, with their writes: for findings that explain. */
  readonly deleted: readonly {
    readonly name: string;
    readonly kind: 'node' | 'property';
    readonly writes: readonly Write[];
  }[];
}

export interface Memreserve {
  readonly address: bigint;
  readonly size: bigint;
  readonly place: Place;
}

/** Two node definitions of one name in one block that merged silently (dtb-rules, trap A), for lint. */
export interface SilentMerge {
  readonly node: Node;
  /** The definitions of this name that stood in one body, in order; two or more. */
  readonly places: readonly Place[];
  /** Names of properties that both wrote, so that the earlier value was lost, with the lost and the kept place. */
  readonly lost: readonly { readonly name: string; readonly lost: Place; readonly kept: Place }[];
}

/** A whole input, merged. */
export interface DeviceTree {
  readonly root: Node;
  readonly plugin: boolean;
  readonly memreserves: readonly Memreserve[];
  readonly labels: ReadonlyMap<string, Node>;
  readonly silentMerges: readonly SilentMerge[];
  /** The node that had each label when it was last deleted, with what was lost in its `deleted`; only sources tell. */
  readonly deletedLabels?: ReadonlyMap<string, Node>;
  /** What dtc guesses for the header's boot_cpuid_phys: the first CPU's `reg`. */
  readonly bootCpu?: number;
  /** Numbers below it are used up, as dtc counts them; for phandles that are given later. */
  readonly nextPhandle?: number;
  nodeByPath(path: string): Node | undefined;
  nodeByPhandle(phandle: number): Node | undefined;
  /** Every node, depth first, parents before children. */
  nodes(): Iterable<Node>;
}
