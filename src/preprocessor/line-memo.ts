import type { Macro } from './macro.ts';
import type { PlainChunk } from './plain-chunk.ts';
import type { ExpandedChunk } from './preprocessed.ts';
import type { QuickChunk } from './quick-chunk.ts';
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

/** The expansions of one file's lines. */
export class LineMemo {
  readonly #quick: (QuickChunk | undefined)[] = [];
  readonly #plain: (PlainChunk[] | undefined)[] = [];
  readonly #lines: (RememberedLine | RememberedLine[] | undefined)[] = [];

  /** The last quick expansion of a line. */
  quick(line: number): QuickChunk | undefined {
    return this.#quick[line];
  }

  setQuick(line: number, chunk: QuickChunk): void {
    while (this.#quick.length <= line) this.#quick.push(undefined);
    this.#quick[line] = chunk;
  }

  /** The same expansion of a line as it was made before, or this one. */
  sameOr(chunk: PlainChunk): PlainChunk {
    const known = this.#plain[chunk.line];
    if (known === undefined) {
      while (this.#plain.length <= chunk.line) this.#plain.push(undefined);
      this.#plain[chunk.line] = [chunk];
      return chunk;
    }
    const same = known.find((each) => each.equals(chunk));
    if (same !== undefined) return same;
    if (known.length < MAX_RESULTS) known.push(chunk);
    return chunk;
  }

  find(line: number, macros: readonly (Macro | undefined)[]): RememberedLine | undefined {
    const known = this.#lines[line];
    if (known === undefined) return undefined;
    if (!Array.isArray(known)) return stillHolds(known, macros) ? known : undefined;
    return known.find((each) => stillHolds(each, macros));
  }

  add(line: number, result: RememberedLine): void {
    while (this.#lines.length <= line) this.#lines.push(undefined);
    const known = this.#lines[line];
    if (known === undefined) this.#lines[line] = result;
    else if (!Array.isArray(known)) this.#lines[line] = [known, result];
    else if (known.length < MAX_RESULTS) known.push(result);
  }
}
