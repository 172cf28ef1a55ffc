import type { Place } from '../source/place.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A second place of a finding. */
export interface Related {
  readonly message: string;
  readonly place: Place;
}

/** A replacement of a stretch of a source file: where `place` is empty, an insertion. */
export interface FixEdit {
  /** As it stands in its file, outside any macro's body. */
  readonly place: Place;
  readonly text: string;
}

/** A change to the sources that takes a finding away. */
export interface Fix {
  /** What it does, as an order: `Name the node pool@50000000`. */
  readonly title: string;
  /** They do not overlap, and belong together: all are made, or none. */
  readonly edits: readonly FixEdit[];
  /** Whether `--fix` may make it unasked: it changes nothing that Linux makes of the tree but what the finding tells of. */
  readonly safe: boolean;
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
  /** The remedy as a change to the sources, where it is mechanical. */
  readonly fix?: Fix | undefined;
}
