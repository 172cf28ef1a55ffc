/** One element of a value, for those who ask where a byte was written. */
export interface ValueElement {
  readonly kind: 'cells' | 'string' | 'bytes' | 'path' | 'file';
  /** Of a cell; 8 otherwise. */
  readonly bits: number;
  /** Byte of the value as written, in which path references have no length yet. */
  readonly offset: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
  /** Which of the value's comma-separated parts it belongs to, counted from 0. */
  readonly part: number;
}
