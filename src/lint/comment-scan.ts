/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What comments there are in a source, and how its braces pair. */
export interface CommentScan {
  /** With their marks, in order. */
  readonly comments: readonly Stretch[];
  /** Behind the brace that closes the first node after an offset; the end of the text where none does. */
  readonly nodeEnd: (offset: number) => number;
}

/** The comments of a source in one pass, however it is written. What looks like one in a string is none. */
export function scanComments(text: string): CommentScan {
  const comments: Stretch[] = [];
  const braces: number[] = [];
  const closedBy = new Map<number, number>();
  const open: number[] = [];
  const mark = /["{}]|\/[*/]/g;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    const { index: start } = match;
    switch (match[0]) {
      case '"':
        mark.lastIndex = stringEnd(text, start);
        break;
      case '{':
        open.push(start);
        braces.push(start);
        break;
      case '}': {
        const opening = open.pop();
        if (opening !== undefined) closedBy.set(opening, start);
        braces.push(start);
        break;
      }
      default: {
        const end = match[0] === '/*' ? text.indexOf('*/', start + 2) + 2 : text.indexOf('\n', start);
        // 1: without its end mark.
        const ends = end === -1 || end === 1 ? text.length : end;
        comments.push({ start, end: ends });
        mark.lastIndex = ends;
      }
    }
  }
  const nodeEnd = (offset: number): number => {
    const first = braces[firstFrom(braces, offset)];
    if (first === undefined) return text.length;
    if (text[first] === '}') return first + 1;
    const close = closedBy.get(first);
    return close === undefined ? text.length : close + 1;
  };
  return { comments, nodeEnd };
}

/** Behind a string that begins at an offset. One that its line does not close ends with the line: nothing else could be told of the rest. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '"') return at + 1;
    else if (character === '\n') return at;
  }
  return text.length;
}

/** Index of the first offset from another on, among offsets in order. */
export function firstFrom(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
