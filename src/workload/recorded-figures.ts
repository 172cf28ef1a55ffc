import type { Place } from '../source/place.ts';
import type { RecordedOutcome, ReplayedOutcome } from './recorded-outcome.ts';

/** An operation that came to something else than on the system that was recorded. */
export interface RecordedDifference {
  /** Number of the operation, from 1. */
  readonly operation: number;
  readonly name: string;
  readonly device: string;
  readonly id: string | undefined;
  readonly place: Place;
  readonly recorded: RecordedOutcome;
  readonly replayed: ReplayedOutcome;
}

/** How a replay compares with what was recorded. */
export interface RecordedFigures {
  /** Operations of which an outcome was recorded. */
  readonly compared: number;
  readonly equal: number;
  readonly different: number;
  /** Other addresses where carveout's is modelled: they count for nothing. */
  readonly modelled: number;
  /** The first of those that differ. */
  readonly differences: readonly RecordedDifference[];
}
