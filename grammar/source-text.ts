import type { Chunk, CleanChunk, ExpandedChunk, Segment } from '../src/preprocessor/preprocessed.ts';
import type { Place } from '../src/source/place.ts';

/** A chunk with text of its own. */
export type TextChunk = Exclude<Chunk, { kind: 'included' }>;

/**
 * Consecutive chunks as one text, in which tokens and syntax nodes are plain offsets. Where an offset was really
 * written is worked out only when something is reported.
 */
export class SourceText {
  readonly #chunks: TextChunk[] = [];
  readonly #starts: number[] = [];
  #pieces: string[] = [];
  #length = 0;
  /** The bytes of every property value in this text, one after the other; the parser fills it. */
  values: Uint8Array = new Uint8Array(0);

  get length(): number {
    return this.#length;
  }

  get text(): string {
    if (this.#pieces.length === 0) this.#pieces = this.#chunks.map(textOf);
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join('')];
    return this.#pieces[0] ?? '';
  }

  /** Gives the joined text free; it is put together again if somebody asks for it. */
  release(): void {
    this.#pieces = [];
  }

  /** Adds chunks at the end; returns their text. */
  append(chunks: readonly TextChunk[]): string {
    const pieces: string[] = [];
    for (const chunk of chunks) {
      const piece = textOf(chunk);
      this.#chunks.push(chunk);
      this.#starts.push(this.#length);
      this.#length += piece.length;
      pieces.push(piece);
    }
    const text = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
    this.#pieces.push(text);
    return text;
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
    const index = lastAtOrBefore(this.#starts.length, offset, (at) => this.#starts[at] ?? 0);
    const chunk = this.#chunks[index];
    if (chunk === undefined) throw new Error('a place was asked for in an empty text');
    const inside = offset - (this.#starts[index] ?? 0);
    return chunk.kind === 'clean' ? placeInClean(chunk, inside) : placeInExpanded(chunk, inside);
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
