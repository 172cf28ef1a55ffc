import { streamPieces } from './streams.ts';

/** Who reads lines, one behind the other, without their line feeds. */
export interface LineReader {
  line(text: string): void;
  /** A line of more characters than any should have, by its beginning. */
  longLine(beginning: string): void;
}

/** A scatter list of 128 entries has about 8,000. */
const mostCharacters = 1 << 16;
const shownCharacters = 200;
const lineFeed = 0x0a;

/**
 * Hands a file's lines, or a stream's, to a reader; no more than a piece and a line is held, whatever their lengths.
 *
 * @returns whether the last line has no line feed
 * @throws UsageError when it cannot be read
 */
export function readLines(pieces: Iterable<Uint8Array>, reader: LineReader): boolean {
  const decoder = new TextDecoder();
  let pending = '';
  let isSkipping = false;
  const take = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = pending + text.slice(start, end);
      pending = '';
      start = end + 1;
      if (isSkipping) isSkipping = false;
      else if (line.length > mostCharacters) reader.longLine(line.slice(0, shownCharacters));
      else reader.line(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    if (isSkipping) return;
    pending += text.slice(start);
    if (pending.length <= mostCharacters) return;
    reader.longLine(pending.slice(0, shownCharacters));
    pending = '';
    isSkipping = true;
  };
  for (const piece of pieces) {
    // The rest of a long line is not even made text of.
    if (!isSkipping || piece.includes(lineFeed)) take(decoder.decode(piece, { stream: true }));
  }
  take(decoder.decode());
  if (pending === '') return isSkipping;
  reader.line(pending);
  return true;
}

/** The first piece of a file or a stream, and all of them. */
export function firstPiece(input: string): {
  readonly first: Uint8Array | undefined;
  readonly all: Iterable<Uint8Array>;
} {
  const pieces = streamPieces(input);
  const { value, done } = pieces.next();
  const first = done === true ? undefined : value;
  function* all(): Generator<Uint8Array> {
    if (first !== undefined) yield first;
    yield* pieces;
  }
  return { first, all: all() };
}
