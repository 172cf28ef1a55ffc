/** A `/include/ "name"` of dtc's own in a text. */
export interface DtcInclude {
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
}

/** Between the word and the name may stand what dtc skips. */
const DIRECTIVE = /\/include\/(?:[ \t\r\n\f\v]|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*"/y;

/** The `/include/` directives between two offsets, outside strings, character literals and comments, as dtc's lexer finds them. */
export function findDtcIncludes(text: string, start: number, end: number): DtcInclude[] {
  const found: DtcInclude[] = [];
  const first = text.indexOf('/include/', start);
  if (first === -1 || first >= end) return found;

  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x27) {
      const close = closingQuote(text, at, end);
      at = close === -1 ? (code === 0x22 ? end : at + 1) : close + 1;
    } else if (code !== 0x2f) {
      at++;
    } else if (text.startsWith('//', at)) {
      at = behind(text, '\n', at, end);
    } else if (text.startsWith('/*', at)) {
      at = behind(text, '*/', at + 2, end);
    } else {
      const include = includeAt(text, at, end);
      if (include !== undefined) found.push(include);
      at = include?.end ?? at + 1;
    }
  }
  return found;
}

function includeAt(text: string, at: number, end: number): DtcInclude | undefined {
  DIRECTIVE.lastIndex = at;
  if (!DIRECTIVE.test(text)) return undefined;

  const nameStart = DIRECTIVE.lastIndex;
  const close = closingQuote(text, nameStart - 1, Math.max(end, endOfLine(text, nameStart)));
  return close === -1 ? undefined : { start: at, end: close + 1, nameStart, nameEnd: close };
}

function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found;
}

function closingQuote(text: string, open: number, end: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === 0x5c) at++;
    else if (code === 0x0a && quote === 0x27) return -1;
  }
  return -1;
}

function behind(text: string, mark: string, from: number, end: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? end : Math.min(at + mark.length, end);
}
