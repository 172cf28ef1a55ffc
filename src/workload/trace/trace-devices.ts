/** What is known of a board while a trace is imported. */
export interface TraceBoard {
  /** What operations call a device of this name; undefined: the board has no node for it. */
  deviceOf(name: string): string | undefined;
  /** Its pool, by a key that all who share it have, and where it sees that; undefined: it has none of its own. */
  poolOf(device: string): { readonly key: string; readonly at: number } | undefined;
  /** Whether there is a CMA area of this name. */
  hasArea(name: string): boolean;
  /** The name of the CMA area that a page lies in. */
  areaOf(pfn: number): string | undefined;
}

/** Figures of one device, while they grow. */
export interface DeviceCounts {
  readonly name: string;
  readonly device: string | undefined;
  /** Where its addresses are live: its own space, or that of the pool that it shares, which it sees from `spaceAt` on. */
  readonly space: string;
  readonly spaceAt: number;
  /** Whether it has a pool of its own, as far as the board, or what was seen of it, tells. */
  isOfPool: boolean;
  allocations: number;
  failed: number;
  frees: number;
  mappings: number;
}

/** Other names than those of devices, as of a file that is no trace. */
const mostDevices = 10_000;

/** The devices of a trace, by the kernel's names. */
export class TraceDevices {
  readonly #counts = new Map<string, DeviceCounts>();
  readonly #board: TraceBoard | undefined;
  readonly #renamed: ReadonlyMap<string, string>;

  /** @param renamed what operations are to call a device, by the kernel's name */
  constructor(board: TraceBoard | undefined, renamed: ReadonlyMap<string, string>) {
    this.#board = board;
    this.#renamed = renamed;
  }

  /** Undefined: there are too many. */
  of(name: string): DeviceCounts | undefined {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    if (this.#counts.size >= mostDevices) return undefined;
    // A part of a line would keep all of the text that it was read with.
    const own = ` ${name}`.slice(1);
    const asked = this.#renamed.get(own) ?? own;
    const device = this.#board === undefined ? asked : this.#board.deviceOf(asked);
    const pool = device === undefined ? undefined : this.#board?.poolOf(device);
    const space = pool === undefined ? `device ${device ?? name}` : `pool ${pool.key}`;
    const made = {
      name: own,
      device,
      space,
      spaceAt: pool?.at ?? 0,
      isOfPool: pool !== undefined,
      allocations: 0,
      failed: 0,
      frees: 0,
      mappings: 0,
    };
    this.#counts.set(own, made);
    return made;
  }

  all(): readonly DeviceCounts[] {
    return [...this.#counts.values()];
  }
}
