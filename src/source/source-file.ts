/** A 1-based position, as editors and compilers count. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/**
 * One text with its name: a file, standard input, or a text made by a test.
 *
 * Offsets count UTF-16 units; lines and columns are worked out only when something is printed.
 */
export class SourceFile {
  /** As shown to the user: relative to the working folder where that is shorter, with forward slashes. */
  readonly path: string;
  readonly text: string;
  #lineStarts: Uint32Array | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Offset of the first character of each line; line n starts at `lineStarts[n - 1]`. */
  get lineStarts(): Uint32Array {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  /** Line and column of an offset, by binary search. */
  lineColumn(offset: number): LineColumn {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The text of a 1-based line, without its line ending. */
  lineText(line: number): string {
    const starts = this.lineStarts;
    const start = starts[line - 1];
    if (start === undefined) return '';
    const end = starts[line] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
