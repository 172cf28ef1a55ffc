/** One run with a pool of a certain size, and what it tells about smaller ones. */
export interface Trial {
  readonly passes: boolean;
  /**
   * Pages: in every pool of this many or more, up to the size that was tried, each operation comes out as it did here. First fit from the
   * bottom gives out the same places, and what was refused is refused there too.
   */
  readonly floorPages: number;
  /**
   * Sizes below the floor, `[from, end)` in pages and ascending, in which the first buffer that has no room any more may do without. In
   * all others it is one that the workload needs, so that those sizes do not pass.
   */
  readonly open: readonly (readonly [from: number, end: number])[];
}

export interface SearchOptions {
  /** Pages in which sizes are counted. */
  readonly unitPages: number;
  /** The smallest and the largest size that are looked at, in units. */
  readonly least: number;
  readonly most: number;
  /** Runs after which the search gives up what it has not looked at. */
  readonly mostTrials: number;
  /** Whether sizes in which each operation comes out alike may pass one by one, as where a share of what is free is limited. */
  readonly isUneven: boolean;
}

export interface SmallestSize {
  /** Undefined: none passes. */
  readonly units: number | undefined;
  /** Every smaller size is known to fail, and was tried or follows from one that was. */
  readonly isProven: boolean;
  readonly trials: number;
}

/**
 * The smallest size that passes, of `least` to `most` units.
 *
 * A run in the largest size tells of all others down to its floor, and below it which buffer is the first to have no room: only sizes in which
 * that may be so are tried one by one. For a workload that has no use for failures this comes to one run.
 */
export function smallestSize(tryUnits: (units: number) => Trial, options: SearchOptions): SmallestSize {
  const search = new Search(tryUnits, options);
  const units = search.within(options.least, options.most);
  return { units, isProven: search.isComplete, trials: search.trials };
}

class Search {
  isComplete = true;
  readonly #try: (units: number) => Trial;
  readonly #options: SearchOptions;
  readonly #known = new Map<number, Trial>();

  constructor(tryUnits: (units: number) => Trial, options: SearchOptions) {
    this.#try = tryUnits;
    this.#options = options;
  }

  get trials(): number {
    return this.#known.size;
  }

  /** The smallest that passes of `low` to `high` units, both included. */
  within(low: number, high: number): number | undefined {
    if (low > high) return undefined;
    const trial = this.#trial(high);
    if (trial === undefined) return undefined;

    const { unitPages } = this.#options;
    const floor = Math.min(high, Math.max(low, Math.ceil(trial.floorPages / unitPages)));
    // A few runs find an answer among those that come out alike, for when there are too many others.
    const alike = this.#options.isUneven ? undefined : this.#alike(floor, high, trial.passes);
    for (const [from, end] of trial.open) {
      const first = Math.max(low, Math.ceil(from / unitPages));
      const last = Math.min(floor - 1, Math.ceil(end / unitPages) - 1);
      const found = this.within(first, last);
      if (found !== undefined) return found;
    }
    return this.#options.isUneven ? this.#oneByOne(floor, high, trial.passes) : alike;
  }

  /** Of sizes in which all operations come out alike, so that only what is measured differs: the smallest that passes. */
  #alike(floor: number, high: number, passes: boolean): number | undefined {
    // More room is never worse, where each buffer lies at the same place.
    if (!passes) return undefined;
    if (this.#trial(floor)?.passes === true) return floor;

    let [failing, passing] = [floor, high];
    while (passing - failing > 1) {
      const middle = failing + Math.floor((passing - failing) / 2);
      if (this.#trial(middle)?.passes === true) passing = middle;
      else failing = middle;
    }
    return passing;
  }

  #oneByOne(floor: number, high: number, passes: boolean): number | undefined {
    for (let units = floor; units < high; units++) {
      const trial = this.#trial(units);
      if (trial === undefined) break;
      if (trial.passes) return units;
    }
    return passes ? high : undefined;
  }

  #trial(units: number): Trial | undefined {
    let trial = this.#known.get(units);
    if (trial !== undefined) return trial;
    if (this.#known.size >= this.#options.mostTrials) {
      this.isComplete = false;
      return undefined;
    }
    trial = this.#try(units);
    this.#known.set(units, trial);
    return trial;
  }
}
