/** What one execution reads: files in memory, and how they are compiled. */
export interface FuzzInput {
  readonly engine: string;
  /** By path below the root of {@link fuzzRoot}. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly main: string;
  /** Paths of overlays, in order. */
  readonly overlays: readonly string[];
  /** `-@`. */
  readonly symbols: boolean;
  /** Which kernel rehearses the board, as a number to choose by; undefined: none does. */
  readonly rehearse: number | undefined;
}

/** Where the files of an input stand. */
export const fuzzRoot = '/fuzz';

/** An input of a single source. */
export function sourceInput(engine: string, text: string, more: Partial<FuzzInput> = {}): FuzzInput {
  return {
    engine,
    files: new Map([['main.dts', latin1(text)]]),
    main: 'main.dts',
    overlays: [],
    symbols: false,
    rehearse: undefined,
    ...more,
  };
}

/** A character a byte. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The same the other way. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
