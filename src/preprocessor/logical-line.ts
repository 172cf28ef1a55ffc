import { CharClass, classOf, continuationEnd } from './characters.ts';

/** The characters of a logical line, continuations taken out. */
export interface LogicalLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The file's offset of each character of `text`, and of its end; undefined where the text is the file's own. */
  readonly offsets: Uint32Array | undefined;
  /** Where the next line begins in the file. */
  readonly next: number;
  /** A block comment is open at the end of the file. */
  readonly openComment: boolean;
}

const State = { code: 0, block: 1, line: 2 } as const;

/**
 * Reads the logical line that begins at `start` the slow way, as the standard's phases say: first the continuations go, then
 * comments and quotes are found. Only for lines that have a continuation; the scanner reads the others.
 */
export function readLogicalLine(text: string, start: number): LogicalLine {
  const characters: string[] = [];
  const offsets: number[] = [];
  let state: number = State.code;
  let quote = 0;
  let escaped = false;
  let before = 0;
  let at = start;

  while (at < text.length) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === CharClass.Backslash) {
      const end = continuationEnd(text, at);
      if (end !== -1) {
        at = end;
        continue;
      }
    }
    if (kind === CharClass.NewLine && state !== State.block) break;

    characters.push(text.charAt(at));
    offsets.push(at);
    at++;

    if (state === State.line) continue;
    if (state === State.block) {
      const closes = before === 0x2a && code === 0x2f;
      state = closes ? State.code : state;
      before = closes ? 0 : code;
      continue;
    }
    if (quote !== 0) {
      if (escaped) escaped = false;
      else if (kind === CharClass.Backslash) escaped = true;
      else if (code === quote) quote = 0;
      continue;
    }
    if (kind === CharClass.Quote) {
      quote = code;
      before = 0;
    } else if (before === 0x2f && code === 0x2f) {
      state = State.line;
    } else if (before === 0x2f && code === 0x2a) {
      state = State.block;
      before = 0;
    } else {
      before = code;
    }
  }

  offsets.push(at);
  return {
    text: characters.join(''),
    start: 0,
    end: characters.length,
    offsets: Uint32Array.from(offsets),
    next: at < text.length ? at + 1 : at,
    openComment: state === State.block,
  };
}
