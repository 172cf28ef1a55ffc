import type { Place, Span } from './place.ts';

/** A second place that explains a message. */
export interface RelatedPlace {
  readonly message: string;
  readonly place: Place;
}

/**
 * What is wrong with an input, as a value: parsers collect these and go on.
 *
 * `error` makes the input unusable (exit code 2), `warning` does not.
 */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Kebab-case and stable: `unterminated-string`, `include-not-found`, `undefined-label` … */
  readonly code: string;
  /** A sentence that says what is expected and what was found. */
  readonly message: string;
  readonly place?: Place | undefined;
  /** The directives that brought in the file of `place`, the innermost first. */
  readonly includedFrom?: readonly Span[];
  readonly related?: readonly RelatedPlace[];
  /** What to write instead. */
  readonly help?: string | undefined;
}
