import type { AllocFailure } from '../kernel/dma/types.ts';
import type { Place } from '../source/place.ts';
import type { FailureCode, FailureGroup } from './run-result.ts';

const mostGroups = 100;

interface Group {
  readonly device: number;
  readonly size: number;
  readonly failure: AllocFailure;
  readonly operation: number;
  readonly place: Place;
  count: number;
  unexpected: number;
}

/** One failed allocation; `device` is a number of the list of devices. */
interface FailedAllocation {
  readonly device: number;
  readonly size: number;
  readonly operation: number;
  readonly expected: boolean;
}

/** Counts failures by device, size and reason; keeps the first of each, and at most 100 kinds. */
export class FailureLog {
  leftOut = 0;
  readonly #devices: readonly string[];
  readonly #groups: Group[] = [];
  /** By device, then by size: the groups of that size, one a reason. */
  readonly #index: Map<number, Group[]>[] = [];

  /** @param devices paths by number; may grow */
  constructor(devices: readonly string[]) {
    this.#devices = devices;
  }

  /** `place` is asked for where the failure is the first of its kind. */
  add(
    { device, size, operation, expected }: FailedAllocation,
    failure: AllocFailure,
    place: () => Place,
  ): void {
    this.#index[device] ??= new Map();
    const sameSize = this.#index[device].get(size) ?? [];

    const known = sameSize.find((group) => group.failure.code === failure.code);
    if (known !== undefined) {
      known.count++;
      if (!expected) known.unexpected++;
      return;
    }
    if (this.#groups.length === mostGroups) {
      this.leftOut++;
      return;
    }
    const group = {
      device,
      size,
      failure,
      operation,
      place: place(),
      count: 1,
      unexpected: expected ? 0 : 1,
    };
    this.#groups.push(group);
    this.#index[device].set(size, [...sameSize, group]);
  }

  groups(): readonly FailureGroup[] {
    return this.#groups.map(({ device, size, failure, operation, place, count, unexpected }) => ({
      device: this.#devices[device] ?? '',
      size,
      code: failure.code satisfies FailureCode,
      count,
      unexpected,
      failure,
      operation,
      place,
    }));
  }
}
