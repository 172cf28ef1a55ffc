/** Lower-case hex with 0x: 64-bit values do not fit a JSON number. */
export type Hex = string;

export interface RangeJson {
  readonly base: Hex;
  readonly size: Hex;
}

export interface UseJson {
  /** `memory-region`, or another property that points below /reserved-memory. */
  readonly property: string;
  readonly index: number;
  /** From `memory-region-names`. */
  readonly name: string | null;
}

export interface RegionJson {
  readonly node: string;
  readonly labels: readonly string[];
  readonly kind: 'static' | 'dynamic' | 'placeholder';
  readonly available: boolean;
  readonly compatible: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  readonly cmaDefault: boolean;
  readonly dmaDefault: boolean;
  /** Of the first entry of `reg`; null for a region without one. */
  readonly base: Hex | null;
  /** Of the first entry of `reg`, else `size`. */
  readonly size: Hex | null;
  readonly reg: readonly RangeJson[];
  readonly alignment: Hex | null;
  readonly allocRanges: readonly RangeJson[];
  /** Whether the first entry of `reg` lies in a bank; null for what is not reserved at a place that the tree tells. */
  readonly coverage: 'inside' | 'partly' | 'outside' | 'unknown' | null;
  readonly users: readonly (UseJson & { readonly device: string; readonly available: boolean })[];
}

export interface StretchJson extends RangeJson {
  readonly kind: 'free' | 'unassigned' | 'no-ram' | 'reserved' | 'overlap';
  /** The memory node that it lies in, or `--memory`. */
  readonly bank: string | null;
  /** Paths of regions, or `/memreserve/`; at most 8. */
  readonly owners: readonly string[];
}

export interface DeviceJson {
  readonly node: string;
  readonly available: boolean;
  /** Whether its driver is known by its compatible, or of_reserved_mem_device_init() is assumed. */
  readonly basis: 'driver' | 'assumed';
  readonly driver: string | null;
  readonly regions: readonly (UseJson & {
    /** What the driver does with the entry; null for properties besides `memory-region`. */
    readonly how: 'assign' | 'map' | 'resource' | 'lookup' | 'unread' | null;
    readonly phandle: Hex;
    /** The path of the node that the phandle names; null for none. */
    readonly target: string | null;
    /** The same path where that node is a region, else null. */
    readonly region: string | null;
  })[];
}

/** Where the RAM of the booted board goes: `ram` is the sum of the lines, `memTotal` that of `cma` and `rest`. */
export interface BudgetJson {
  /** The kernel's block, as `boot --format json` has it. */
  readonly kernel: object;
  readonly ram: Hex;
  readonly memTotal: Hex;
  readonly lines: readonly {
    readonly kind: 'no-map' | 'unused' | 'reserved' | 'images' | 'own' | 'cma' | 'rest';
    readonly size: Hex;
    /** True: what the kernel really takes hangs on its configuration and compiler. */
    readonly estimated: boolean;
    readonly parts: readonly { readonly label: string; readonly node: string | null; readonly size: Hex }[];
  }[];
}

/** What `report --format json` prints: see docs/report-json.md. */
export interface ReportJson {
  readonly schemaVersion: 1;
  readonly board: {
    readonly file: string;
    readonly model: string | null;
    readonly compatible: readonly string[];
    readonly arch: string | null;
    readonly addressCells: number;
    readonly sizeCells: number;
  };
  readonly memory: {
    /** False: `memory size unknown`. */
    readonly known: boolean;
    readonly size: Hex;
    readonly reserved: Hex;
    readonly reservedInRam: Hex;
    /** `node` is the path of the memory node, or `--memory` where that option gave the bank. */
    readonly banks: readonly (RangeJson & { readonly node: string; readonly index: number })[];
    readonly memreserve: readonly RangeJson[];
  };
  readonly regions: readonly RegionJson[];
  readonly map: readonly StretchJson[];
  readonly devices: readonly DeviceJson[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  /** Null where the board cannot be booted. */
  readonly budget: BudgetJson | null;
}
