import type { Macro } from './macro.ts';
import { PlainChunk } from './plain-chunk.ts';
import type { ExpandedChunk, PreprocessedUnit } from './preprocessed.ts';
import { QuickChunk } from './quick-chunk.ts';
import { type Seen, stillHolds } from './recorder.ts';

/** One expansion of a line, with the lines that its macro arguments took in. */
export interface RememberedLine extends Seen {
  readonly chunk: ExpandedChunk;
  /** The line that comes next. */
  readonly next: number;
  /** What its macros took of the input's budget. */
  readonly spent: number;
}

const MAX_RESULTS = 8;

/** The expansions of one file's lines. What is cheap to expand again is kept from the second reading of the file on: few are read twice. */
export class LineMemo {
  #quick: Map<number, QuickChunk> | undefined;
  #plain: Map<number, PlainChunk[]> | undefined;
  readonly #lines = new Map<number, RememberedLine[]>();

  /** The file is read again: from now on the simple expansions count too, and those of the units that came of it. */
  beginAgain(units: readonly PreprocessedUnit[]): void {
    if (this.#quick !== undefined) return;
    this.#quick = new Map();
    this.#plain = new Map();
    for (const { chunks } of units) {
      for (const chunk of chunks) {
        if (chunk instanceof QuickChunk) this.setQuick(chunk);
        else if (chunk instanceof PlainChunk) this.sameOr(chunk);
      }
    }
  }

  /** The last quick expansion of a line. */
  quick(line: number): QuickChunk | undefined {
    return this.#quick?.get(line);
  }

  setQuick(chunk: QuickChunk): void {
    this.#quick?.set(chunk.line, chunk);
  }

  /** The same expansion of a line as it was made before, or this one. */
  sameOr(chunk: PlainChunk): PlainChunk {
    if (this.#plain === undefined) return chunk;
    const known = this.#plain.get(chunk.line);
    if (known === undefined) {
      this.#plain.set(chunk.line, [chunk]);
      return chunk;
    }
    const same = known.find((each) => each.equals(chunk));
    if (same !== undefined) return same;
    if (known.length < MAX_RESULTS) known.push(chunk);
    return chunk;
  }

  find(line: number, macros: readonly (Macro | undefined)[]): RememberedLine | undefined {
    return this.#lines.get(line)?.find((each) => stillHolds(each, macros));
  }

  add(line: number, result: RememberedLine): void {
    const known = this.#lines.get(line);
    if (known === undefined) this.#lines.set(line, [result]);
    else if (known.length < MAX_RESULTS) known.push(result);
  }
}
