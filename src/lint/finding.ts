import type { Place } from '../source/place.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A second place of a finding. */
export interface Related {
  readonly message: string;
  readonly place: Place;
}

/** One thing that lint reports: plain data, without a format. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** A sentence with numbers (hex and MiB) and node paths. */
  readonly message: string;
  readonly place: Place;
  /** Path of the node that it is about. */
  readonly node: string;
  readonly related: readonly Related[];
  /** What the kernel will print or do, its own words. */
  readonly note?: string | undefined;
  /** One remedy. */
  readonly help?: string | undefined;
}
