/** A line of a trace, for people who look for it. */
export interface TracePlace {
  /** From 1. */
  readonly line: number;
  /** Its beginning. */
  readonly text: string;
}

/** Something that happened so often, first there. */
export interface TraceTally {
  readonly count: number;
  readonly first: readonly TracePlace[];
}

/** What a device did in a trace. */
export interface TracedDevice {
  /** As the kernel calls it. */
  readonly name: string;
  /** What operations call it; undefined: the board has no node for it, and its operations are left out. */
  readonly device: string | undefined;
  readonly allocations: number;
  readonly failed: number;
  readonly frees: number;
  readonly mappings: number;
}

/** What an import made of a trace. */
export interface TraceSummary {
  readonly lines: number;
  /** Operations that were written. */
  readonly operations: number;
  /** Of those that an import knows, by name. */
  readonly events: ReadonlyMap<string, number>;
  /** Of others. */
  readonly otherEvents: number;
  readonly devices: readonly TracedDevice[];
  /** Events that the recorder lost, as far as it says how many, and where. */
  readonly lost: TraceTally & { readonly events: number };
  /** Frees and unmaps of what was there before the trace began, or whose allocation was lost. */
  readonly unmatched: TraceTally;
  /** Frees that were not recorded, and were put before what took their place. */
  readonly inferredFrees: number;
  readonly freesOfNull: number;
  /** cma_alloc() that a dma_alloc of the same size stands for. */
  readonly claimed: number;
  /** cma_alloc() by who is no device, or none that was told. */
  readonly unclaimed: number;
  /** Allocations that nothing frees; those of a device's own pool never are (spec 10 §2). */
  readonly live: number;
  /** Lines that are none of a trace. */
  readonly unknownLines: TraceTally;
  /** Events of a known name with another text. */
  readonly malformed: TraceTally;
  readonly tooLong: TraceTally;
  /** Events of an earlier time than the one before them: operations are in the order of the lines. */
  readonly earlier: TraceTally;
  /** By reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** The file ends within a line. */
  readonly isCut: boolean;
}

const mostPlaces = 3;
const mostCharacters = 100;

/** Counts, and keeps the first few places. */
export class Tally {
  #count = 0;
  readonly #first: TracePlace[] = [];

  add(line: number, text: string): void {
    this.#count++;
    if (this.#first.length < mostPlaces)
      this.#first.push({ line, text: text.trim().slice(0, mostCharacters) });
  }

  result(): TraceTally {
    return { count: this.#count, first: this.#first };
  }
}

/** Adds one under a name; past 1,000 names under that of all others. */
export function countUp(counts: Map<string, number>, name: string): void {
  const key = counts.has(name) || counts.size < 1000 ? name : '(others)';
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
