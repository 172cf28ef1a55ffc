import type { IToken } from 'chevrotain';
import { endOf } from './recovering-parser.ts';
import * as token from './tokens.ts';

/** Tokens from `from` up to, not including, `to` are exchanged for what the images are lexed to. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly images: readonly string[];
  /** The less, the likelier a slip of the keyboard it undoes. */
  readonly cost: number;
}

/** A name where one is missing. */
const anyName = '_';

/** What may be missing, or may have become something else; with what that costs beyond any other. */
const signs: readonly (readonly [image: string, cost: number])[] = [
  [';', 0],
  ['{', 0],
  ['}', 0],
  ['} ;', 0.1],
  ['>', 0],
  ['<', 0],
  ['=', 0],
  [',', 0],
  [']', 0],
  ['[', 0],
  [')', 0],
  ['(', 0],
  ['> ;', 0.5],
  ['> , <', 0.5],
  ['> ,', 0.5],
  ['] ;', 0.5],
  ['0', 0.3],
  ['""', 0.3],
  ['<0>', 0.3],
  ['&x', 0.4],
  ['|', 0.4],
  ['/', 0.6],
  ['= <', 0.5],
  ['"" ;', 0.7],
  [anyName, 0.9],
];

/** How many tokens before the one that cannot stand there the slip may have been. */
const mostBack = 3;
/** The longest statement that is left out as a whole. */
const longestStatement = 60;
const longestLine = 400;
/** So many bodies are closed at once where a text ends too early. */
const mostClosed = 20;

/** Slips of the keyboard that may have led to a mistake at a token, each undone. */
export function editsAround(text: string, tokens: readonly IToken[], error: number): readonly Edit[] {
  if (isCellWord(tokens, error)) return ofCellWord(tokens, error);
  const edits: Edit[] = error === tokens.length ? endings(tokens) : [];
  for (let back = 0; back <= mostBack && back <= error; back++) {
    const at = error - back;
    const far = 0.25 * back;
    const line = startsLine(text, tokens, at) ? -0.4 : 0.4;
    for (const [image, extra] of signs) {
      // Behind a name alone, a brace may be missing as well as a semicolon.
      const isSure = image === ';' && line < 0 && tokens[at - 1]?.tokenType !== token.Name;
      const atEnd =
        isSure && back === 0
          ? -0.6
          : image === ';' || image === '>' || image === '> ;' || image === '> ,' || image === '} ;'
            ? line
            : 0;
      edits.push({ from: at, to: at, images: image.split(' '), cost: 1 + far + extra + atEnd });
      if (at < tokens.length)
        edits.push({ from: at, to: at + 1, images: image.split(' '), cost: 1.4 + far + extra });
    }
    edits.push(...removals(tokens, at, far));
    edits.push(...ofWord(text, tokens, at, far));
  }
  const { forgotten, fitting } = bracesByIndentation(text, tokens, error);
  if (forgotten !== undefined) edits.push({ from: forgotten, to: forgotten, images: ['}', ';'], cost: 0.5 });
  return edits.map((edit) => (losesBrace(tokens, edit, fitting) ? { ...edit, cost: edit.cost + 1 } : edit));
}

/** Whether an edit takes a brace away that closes its node where the indentation says so. */
function losesBrace(
  tokens: readonly IToken[],
  { from, to, images }: Edit,
  fitting: ReadonlySet<IToken>,
): boolean {
  if (images.includes('}')) return false;
  return tokens.slice(from, to).some((each) => fitting.has(each));
}

/** A second slip near the first: what may be missing there, or be there twice. */
export function editsNearby(text: string, tokens: readonly IToken[], error: number): readonly Edit[] {
  const edits: Edit[] = [];
  for (let at = error; at >= Math.max(0, error - 1); at--) {
    const atLine = startsLine(text, tokens, at);
    for (const [image, extra] of signs) {
      if (extra > 0.5 || image.includes('}') || image === '{') continue;
      const line = image.endsWith(';') ? (atLine ? -0.4 : 0.4) : 0;
      edits.push({
        from: at,
        to: at,
        images: image.split(' '),
        cost: 1 + extra + line + 0.25 * (error - at),
      });
    }
    if (at < tokens.length) edits.push({ from: at, to: at + 1, images: [], cost: 1.2 + 0.25 * (error - at) });
  }
  return edits;
}

/** Whether a word that is no macro stands between cells: it needs no search. */
function isCellWord(tokens: readonly IToken[], at: number): boolean {
  const word = tokens[at];
  if (word?.tokenType !== token.Word || wordEnd(tokens, at) !== at + 1) return false;
  const next = tokens[at + 1]?.tokenType;
  if (next === undefined || !behindCell.has(next)) return false;
  for (let index = at - 1; index >= 0; index--) {
    const type = tokens[index]?.tokenType;
    if (type === token.Less) return true;
    if (type === token.Greater || type === token.Semicolon || type === token.LeftBrace) return false;
  }
  return false;
}

const behindCell: ReadonlySet<unknown> = new Set([
  token.Word,
  token.Literal,
  token.LabelReference,
  token.PathReference,
  token.LeftParen,
  token.Greater,
]);

function ofCellWord(tokens: readonly IToken[], at: number): readonly Edit[] {
  const to = endOfCall(tokens, at) ?? at + 1;
  return [
    { from: at, to, images: [], cost: 0.5 },
    { from: at, to, images: ['0'], cost: 0.6 },
  ];
}

/** What may be missing at the end of a text that was cut off. */
function endings(tokens: readonly IToken[]): Edit[] {
  let depth = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === token.LeftBrace) depth++;
    else if (tokenType === token.RightBrace) depth--;
  }
  if (depth < 0 || depth > mostClosed) return [];
  const braces = Array.from({ length: depth }, () => ['}', ';']).flat();
  const before = [[], [';'], ['>', ';'], [']', ';'], ['""', ';'], ['0', '>', ';'], [')', '>', ';']];
  return before.map((images, index) => ({
    from: tokens.length,
    to: tokens.length,
    images: [...images, ...braces],
    cost: 0.8 + 0.1 * index,
  }));
}

/**
 * A name that was lexed as a value falls into many tokens: together they are exchanged for a value or with what follows them, or
 * left out.
 */
function ofWord(text: string, tokens: readonly IToken[], at: number, far: number): Edit[] {
  const [one, last] = [tokens[at], wordEnd(tokens, at)];
  const other = tokens[last];
  if (one === undefined) return [];
  const word = text.slice(one.startOffset, endOf(tokens[last - 1] ?? one));
  const found: Edit[] = [];
  if (other !== undefined) {
    const end = wordEnd(tokens, last);
    const next = text.slice(other.startOffset, endOf(tokens[end - 1] ?? other));
    found.push({ from: at, to: end, images: [next, word], cost: 1.5 + far });
    const repeats = word === next;
    if (repeats) found.push({ from: at, to: last, images: [], cost: 0.3 + far });
  }
  if (last === at + 1) return found;
  const before = tokens[at - 1];
  const repeats = before !== undefined && text.slice(before.startOffset, endOf(before)) === word;
  found.push({ from: at, to: last, images: [], cost: (repeats ? 0.3 : 1.2) + far });
  for (const image of ['""', '<0>', '0', ';', '=', '{', '>', ',']) {
    found.push({ from: at, to: last, images: [image], cost: 1.5 + far });
  }
  return found;
}

/** Behind the tokens that stand together without a blank, as those of a name do. */
function wordEnd(tokens: readonly IToken[], at: number): number {
  let end = at + 1;
  if (!isOfWord(tokens[at])) return end;
  for (let next = tokens[end]; next !== undefined && end < at + longestStatement; next = tokens[++end]) {
    const previous = tokens[end - 1];
    if (!isOfWord(next) || previous === undefined || endOf(previous) !== next.startOffset) break;
  }
  return end;
}

function isOfWord(each: IToken | undefined): boolean {
  return each !== undefined && /^[\w,.+*#?@-]+$/.test(each.image);
}

function removals(tokens: readonly IToken[], at: number, far: number): Edit[] {
  const found: Edit[] = [];
  for (let count = 1; count <= 3 && at + count <= tokens.length; count++) {
    found.push({ from: at, to: at + count, images: [], cost: 0.5 + 0.7 * count + far });
  }
  const call = endOfCall(tokens, at);
  if (call !== undefined) {
    found.push({ from: at, to: call, images: [], cost: 1.3 + far });
    found.push({ from: at, to: call, images: ['0'], cost: 1.4 + far });
    found.push({ from: at, to: call, images: ['""'], cost: 1.5 + far });
  }
  const end = endOfStatement(tokens, at);
  if (end !== undefined) {
    found.push({ from: at, to: end + 1, images: [], cost: 3 + far + 0.02 * (end - at) });
    found.push({ from: at, to: end, images: [], cost: 2.8 + far + 0.02 * (end - at) });
    found.push({ from: at, to: end, images: ['<0>'], cost: 2.9 + far + 0.02 * (end - at) });
  }
  return found;
}

/** Behind the arguments of what looks like a macro's use, or of one that has lost its name. */
function endOfCall(tokens: readonly IToken[], at: number): number | undefined {
  const word = wordEnd(tokens, at);
  const open = tokens[at]?.tokenType === token.LeftParen ? at : word;
  if (tokens[open]?.tokenType !== token.LeftParen || (open > at && !isOfWord(tokens[at]))) return undefined;
  let depth = 0;
  for (let index = open; index < tokens.length && index < at + longestStatement; index++) {
    const type = tokens[index]?.tokenType;
    if (type === token.LeftParen) depth++;
    if (type === token.RightParen && --depth === 0) return index + 1;
    if (type === token.Semicolon) return undefined;
  }
  return undefined;
}

function endOfStatement(tokens: readonly IToken[], at: number): number | undefined {
  for (let index = at; index < tokens.length && index < at + longestStatement; index++) {
    const type = tokens[index]?.tokenType;
    if (type === token.Semicolon) return index;
    if (type === token.LeftBrace || type === token.RightBrace) return undefined;
  }
  return undefined;
}

interface BracesByIndentation {
  /** Where a body that is open at the mistake should have ended: before the first line as far left as the line that opens it. */
  readonly forgotten: number | undefined;
  /** Those near the mistake that close a body on its own line, or on one as far left. */
  readonly fitting: ReadonlySet<IToken>;
}

function bracesByIndentation(text: string, tokens: readonly IToken[], error: number): BracesByIndentation {
  const open: number[] = [];
  const fitting = new Set<IToken>();
  let unclosed: number | undefined;
  const end = Math.min(tokens.length, error + mostBack + 1);
  for (let index = 0; index < end; index++) {
    const each = tokens[index] as IToken;
    if (each.tokenType === token.LeftBrace) open.push(index);
    if (index === error) unclosed ??= open.at(-1);
    if (each.tokenType !== token.RightBrace) continue;
    const partner = open.pop();
    if (partner === undefined) continue;
    const fits = indentation(text, tokens, partner) === indentation(text, tokens, index);
    if (!fits && index < error) unclosed ??= partner;
    if (fits && index >= error - mostBack) fitting.add(each);
  }
  if (error >= tokens.length) unclosed ??= open.at(-1);
  const forgotten = unclosed === undefined ? undefined : endByIndentation(text, tokens, unclosed);
  return { forgotten, fitting };
}

function endByIndentation(text: string, tokens: readonly IToken[], open: number): number | undefined {
  const outer = indentation(text, tokens, open);
  for (let index = open + 1; index < tokens.length; index++) {
    if (!startsLine(text, tokens, index)) continue;
    const own = indentation(text, tokens, index);
    if (own.length <= outer.length) return index;
  }
  return tokens.length;
}

/** What stands before the first word of the token's line; of a line that is longer than any that was written by hand, nothing. */
function indentation(text: string, tokens: readonly IToken[], index: number): string {
  const at = tokens[index]?.startOffset ?? text.length;
  const line = text.slice(Math.max(0, at - longestLine), at);
  return /^[ \t]*/.exec(line.slice(line.lastIndexOf('\n') + 1))?.[0] ?? '';
}

function startsLine(text: string, tokens: readonly IToken[], index: number): boolean {
  const previous = tokens[index - 1];
  const at = tokens[index];
  if (previous === undefined || at === undefined) return true;
  return text.slice(endOf(previous), at.startOffset).includes('\n');
}
