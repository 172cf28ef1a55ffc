import type { FoundBytes, Node } from '../devicetree/tree.ts';
import { readPlainWindows } from '../memory/address-translation.ts';
import { busCells, entryLength, readPlainNumber } from '../memory/cells.ts';
import type { AddressRange, Cells } from '../memory/model.ts';
import { isReachable } from '../memory/status.ts';

/** More ranges of RAM are taken for one, from the first to the last. */
const mostRanges = 8;
/** Numbers below are exact. */
const exact = 2 ** 53;

/** Windows as numbers: child, parent and size of each in turn. */
type Windows = readonly number[];

/**
 * Tells of most devices that their registers lie outside RAM, without making objects or big integers of any: how each bus leads to
 * the CPU is worked out once.
 */
export class RamFilter {
  readonly #ram: RamBounds;
  readonly #buses = new Map<Node, BusPath>();
  /** Of each bus with windows: most of them stand above many others. */
  readonly #windows = new Map<Node, Windows>();
  /** The bus that was asked about last: devices of one bus mostly follow each other. */
  #last: BusPath | undefined;

  /** @param ram sorted and disjoint */
  constructor(ram: readonly AddressRange[]) {
    this.#ram = new RamBounds(ram);
  }

  /** Whether none of a bus's devices need be looked at. */
  passesByAll(bus: Node): boolean {
    const { cells, steps } = this.#busPath(bus);
    return steps === undefined || cells.size === 0;
  }

  /**
   * Whether the first registers in a `reg` on this bus are none, cannot be reached, or are not in RAM; false tells nothing.
   */
  passesBy(bus: Node, { bytes, start, end }: FoundBytes): boolean {
    const { cells, steps, isSimple } = this.#busPath(bus);
    if (steps === undefined || cells.size === 0 || end - start < entryLength(cells)) return true;
    if (!isSimple || !this.#ram.isExact) return false;

    const length = readPlainNumber(bytes, start + cells.address * 4, cells.size);
    let at = readPlainNumber(bytes, start, cells.address);
    for (const windows of steps) {
      if (at >= exact) return false;
      at = through(windows, at);
      if (at === -1) return true;
    }
    return length === 0 || (at + length < exact && this.#ram.misses(at, at + length));
  }

  #busPath(bus: Node): BusPath {
    if (this.#last?.bus !== bus) this.#last = this.#pathOf(bus);
    return this.#last;
  }

  #pathOf(bus: Node): BusPath {
    let path = this.#buses.get(bus);
    if (path === undefined) {
      path = new BusPath(bus, isReserved(bus) || !isReachable(bus) ? undefined : this.#stepsToCpu(bus));
      this.#buses.set(bus, path);
    }
    return path;
  }

  /** See translateAddress(); undefined where a bus on the way has no `ranges`. */
  #stepsToCpu(bus: Node): readonly Windows[] | undefined {
    const steps: Windows[] = [];
    for (let at = bus; at.parent !== undefined; at = at.parent) {
      let windows = this.#windows.get(at);
      if (windows === undefined) {
        const ranges = at.property('ranges');
        if (ranges === undefined) return undefined;
        if (ranges.value.length === 0) continue;
        windows = readPlainWindows(at, ranges);
        this.#windows.set(at, windows);
      }
      steps.push(windows);
    }
    return steps;
  }
}

/** How the addresses of a bus reach the CPU. */
class BusPath {
  readonly bus: Node;
  /** Those of its children. */
  readonly cells: Cells;
  /** The windows of the buses on the way, itself first, without those that pass addresses on; undefined: none is reached. */
  readonly steps: readonly Windows[] | undefined;
  /** Whether all windows can be told in plain numbers. */
  readonly isSimple: boolean;

  constructor(bus: Node, steps: readonly Windows[] | undefined) {
    this.bus = bus;
    this.cells = busCells(bus);
    this.steps = steps;
    this.isSimple = steps?.every((windows) => windows.every((number) => number < exact)) ?? true;
  }
}

/** Where RAM lies, in plain numbers. */
class RamBounds {
  /** Whether all of it can be told in such numbers. */
  readonly isExact: boolean;
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  constructor(ram: readonly AddressRange[]) {
    const starts = ram.map(({ base }) => Number(base));
    const ends = ram.map(({ base, size }) => Number(base + size));
    this.isExact = ends.every((end) => end < exact);
    this.#starts = ram.length <= mostRanges ? starts : starts.slice(0, 1);
    this.#ends = ram.length <= mostRanges ? ends : ends.slice(-1);
  }

  /** Whether no byte of a range is RAM; false tells nothing. */
  misses(start: number, end: number): boolean {
    for (let index = 0; index < this.#starts.length; index++) {
      if (end > (this.#starts[index] as number) && start < (this.#ends[index] as number)) return false;
    }
    return true;
  }
}

/** The address above; -1 where no window holds it. */
function through(windows: Windows, address: number): number {
  for (let at = 0; at < windows.length; at += 3) {
    const offset = address - (windows[at] as number);
    if (offset >= 0 && offset < (windows[at + 2] as number)) return (windows[at + 1] as number) + offset;
  }
  return -1;
}

/** Whether it is /reserved-memory, stands below it, or below a node that is called nearly so. */
function isReserved(node: Node): boolean {
  let top = node;
  while (top.parent?.parent !== undefined) top = top.parent;
  return top.name.startsWith('reserved-memory');
}
