/** A 1-based position, as editors and compilers count. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** What a text is besides its name and its characters. */
export interface SourceFileDetails {
  /** Where it was read; undefined for standard input and texts that have no file. */
  readonly absolutePath?: string | undefined;
  /** How its bytes became characters; `latin1` where they are no valid UTF-8: a character a byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** The number of its first line, where the text is a part of a larger one (`#line`, line markers). */
  readonly firstLine?: number;
  /** The text that it is such a part of, and the offset at which it begins there. */
  readonly partOf?: { readonly file: SourceFile; readonly start: number } | undefined;
  /**
   * For what has no lines (a blob, a device-tree folder; its `text` is empty): says where an offset is, in words to put
   * behind the path.
   */
  readonly locate?: ((offset: number) => string) | undefined;
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
  readonly absolutePath: string | undefined;
  readonly encoding: 'utf8' | 'latin1';
  readonly firstLine: number;
  readonly partOf: SourceFileDetails['partOf'];
  readonly locate: ((offset: number) => string) | undefined;
  #lineStarts: Uint32Array | undefined;
  #mentionsCarveout: boolean | undefined;

  constructor(path: string, text: string, details: SourceFileDetails = {}) {
    this.path = path;
    this.text = text;
    this.absolutePath = details.absolutePath;
    this.encoding = details.encoding ?? 'utf8';
    this.firstLine = details.firstLine ?? 1;
    this.partOf = details.partOf;
    this.locate = details.locate;
  }

  /** Whether a comment in it may speak to this program. Hardly a file has one, and all files of every board are asked. */
  get mentionsCarveout(): boolean {
    this.#mentionsCarveout ??= this.text.includes('carveout-');
    return this.#mentionsCarveout;
  }

  /** Offset of the first character of each line; line n starts at `lineStarts[n - firstLine]`. */
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
    return { line: low + this.firstLine, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The text of a 1-based line, without its line ending. */
  lineText(line: number): string {
    const starts = this.lineStarts;
    const start = starts[line - this.firstLine];
    if (start === undefined) return '';
    const end = starts[line - this.firstLine + 1] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
