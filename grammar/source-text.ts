import type {
  Chunk,
  CleanChunk,
  ExpandedChunk,
  Segment,
  TextSink,
} from '../src/preprocessor/preprocessed.ts';
import type { Place } from '../src/source/place.ts';

/** A chunk with text of its own. */
export type TextChunk = Exclude<Chunk, { kind: 'included' }>;

/**
 * Consecutive chunks as one text, in which tokens and syntax nodes are plain offsets. The characters are put together, and where an
 * offset was really written is worked out, only when somebody asks: of most texts nobody does.
 */
export class SourceText {
  readonly #pieces: TextPiece[] = [];
  #length = 0;
  #text: string | undefined;
  /** The bytes of every property value in this text, one after the other; the parser fills it. */
  values: Uint8Array = noBytes;

  get length(): number {
    return this.#length;
  }

  /** What was appended, call by call. */
  get pieces(): readonly TextPiece[] {
    return this.#pieces;
  }

  get text(): string {
    if (this.#text === undefined) {
      const [first] = this.#pieces;
      if (this.#pieces.length === 1 && first !== undefined) this.#text = first.text;
      else this.#text = this.#pieces.map(({ text }) => text).join('');
    }
    return this.#text;
  }

  /** Gives the joined text free; it is put together again if somebody asks for it. */
  release(): void {
    this.#text = undefined;
  }

  /** A part of the text, for which the rest need not be put together. */
  slice(start: number, end: number): string {
    if (this.#text !== undefined) return this.#text.slice(start, end);
    let text = '';
    for (const piece of this.#pieces) {
      if (piece.start + piece.length > start && piece.start < end)
        text += piece.slice(start - piece.start, end - piece.start);
    }
    return text;
  }

  /**
   * Adds the chunks of a list from an index up to another, none of which is an included one.
   *
   * @param length of their text, where that is known
   */
  append(
    chunks: readonly Chunk[],
    from: number = 0,
    to: number = chunks.length,
    length: number = lengthOfChunks(chunks, from, to),
  ): TextPiece {
    const piece = new TextPiece(chunks as readonly TextChunk[], from, to, this.#length, length);
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#text = undefined;
    return piece;
  }

  /** Where the range was written: through macros, the outermost use. */
  place(start: number, end: number): Place {
    const from = this.#placeAt(start);
    if (end <= start + 1) return from;
    const to = this.#placeAt(end - 1);
    if (to.file !== from.file || to.end < from.end) return from;
    return { ...from, end: to.end };
  }

  #placeAt(offset: number): Place {
    const index = lastAtOrBefore(this.#pieces.length, offset, (at) => this.#pieces[at]?.start ?? 0);
    const piece = this.#pieces[index];
    if (piece === undefined) throw new Error('a place was asked for in an empty text');
    return piece.place(offset - piece.start);
  }
}

const noBytes = new Uint8Array(0);

/** Chunks of one unit that follow one another in a text. They stay in the unit's own list. */
export class TextPiece {
  readonly chunks: readonly TextChunk[];
  readonly from: number;
  readonly to: number;
  /** Offset in the text where the piece begins. */
  readonly start: number;
  readonly length: number;
  /** Offset in the piece where each chunk begins, from when a place was asked for. */
  #starts: Int32Array | undefined;

  constructor(chunks: readonly TextChunk[], from: number, to: number, start: number, length: number) {
    this.chunks = chunks;
    this.from = from;
    this.to = to;
    this.start = start;
    this.length = length;
  }

  get text(): string {
    if (this.to - this.from === 1) return textOf(this.chunks[this.from] as TextChunk);
    return this.chunks.slice(this.from, this.to).map(textOf).join('');
  }

  slice(start: number, end: number): string {
    let text = '';
    let at = 0;
    for (let index = this.from; index < this.to && at < end; index++) {
      const chunk = this.chunks[index] as TextChunk;
      const length = lengthOf(chunk);
      if (at + length > start) text += textOf(chunk).slice(Math.max(start - at, 0), end - at);
      at += length;
    }
    return text;
  }

  place(offset: number): Place {
    this.#starts ??= this.#findStarts();
    const starts = this.#starts;
    const index = lastAtOrBefore(starts.length, offset, (at) => starts[at] as number);
    const chunk = this.chunks[this.from + index];
    if (chunk === undefined) throw new Error('a place was asked for in an empty text');
    const inside = offset - (starts[index] as number);
    return chunk.kind === 'clean' ? placeInClean(chunk, inside) : placeInExpanded(chunk, inside);
  }

  #findStarts(): Int32Array {
    const starts = new Int32Array(this.to - this.from);
    for (let index = 1; index < starts.length; index++)
      starts[index] =
        (starts[index - 1] as number) + lengthOf(this.chunks[this.from + index - 1] as TextChunk);
    return starts;
  }
}

/** How many characters the text of chunks has. */
export function lengthOfChunks(chunks: readonly Chunk[], from: number, to: number): number {
  let length = 0;
  for (let index = from; index < to; index++) length += lengthOf(chunks[index] as TextChunk);
  return length;
}

function lengthOf(chunk: TextChunk): number {
  if (chunk.kind === 'clean') return chunk.end - chunk.start;
  if (chunk.writeTo === undefined) return chunk.text.length + 1;
  const measure = new TextMeasure();
  chunk.writeTo(measure);
  return measure.length + 1;
}

class TextMeasure implements TextSink {
  length = 0;

  add(_: string, start: number, end: number): void {
    this.length += end - start;
  }
}

function textOf(chunk: TextChunk): string {
  if (chunk.kind === 'expanded') return `${chunk.text}\n`;
  return chunk.file.text.slice(chunk.start, chunk.end);
}

function placeInClean(chunk: CleanChunk, inside: number): Place {
  const start = Math.min(chunk.start + inside, chunk.file.text.length);
  return { file: chunk.file, start, end: Math.min(start + 1, chunk.file.text.length) };
}

function placeInExpanded(chunk: ExpandedChunk, inside: number): Place {
  const { segments } = chunk;
  const index = lastAtOrBefore(segments.length, inside, (at) => segments[at]?.at ?? 0);
  const segment = segments[index] as Segment;
  if (segment.place.via !== undefined) {
    const { spelled } = segment;
    return { ...segment.place, spelled, expansion: expansionAround(chunk.text, segments, index) };
  }
  const start = segment.place.start + inside - segment.at;
  return { file: segment.place.file, start, end: start + 1 };
}

/** The longest expansion that a message shows some of. */
const longestExpansion = 160;
const longestCall = 1000;

/** What the use of a macro became, of which a segment is a part. */
function expansionAround(text: string, segments: readonly Segment[], index: number): string {
  const use = segments[index]?.place;
  if (use === undefined) return '';
  const callEnd = endOfCall(use);
  const isOfUse = ({ place }: Segment) =>
    place.file === use.file && place.start >= use.start && place.start < callEnd;
  const end = segments[segments.findLastIndex(isOfUse) + 1]?.at ?? text.length;
  const start = segments[segments.findIndex(isOfUse)]?.at ?? 0;
  const shown = text.slice(start, Math.min(end, start + longestExpansion + 1)).trim();
  return shown.length > longestExpansion ? `${shown.slice(0, longestExpansion)} ...` : shown;
}

/** Behind the arguments of a macro's use, or behind its name where none follow. */
function endOfCall({ file, end }: Place): number {
  const behind = file.text.slice(end, end + longestCall);
  if (!/^\s*\(/.test(behind)) return end;
  let depth = 0;
  for (let at = behind.indexOf('('); at < behind.length; at++) {
    if (behind[at] === '(') depth++;
    if (behind[at] === ')' && --depth === 0) return end + at;
  }
  return end + behind.length;
}

function lastAtOrBefore(count: number, offset: number, startOf: (index: number) => number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
