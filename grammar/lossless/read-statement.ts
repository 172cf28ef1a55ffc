import { LineKind } from '../../src/preprocessor/directive.ts';
import type {
  BodyElement,
  IncludeElement,
  ItemElement,
  LabelElement,
  LosslessChild,
  NodeElement,
  UnstructuredElement,
} from './elements.ts';
import { makeElement } from './make-element.ts';
import { readCell, readLabel, readName, readValue } from './read-value.ts';
import type { LosslessToken } from './token.ts';
import { is, TokenCursor } from './token-cursor.ts';

/** A body that was read already, and the tokens that it covers. */
export interface ReadBody {
  readonly element: BodyElement;
  readonly open: number;
  /** Behind its `}`. */
  readonly end: number;
}

/** The item that a whole statement is, its semicolon included; unstructured where it is none that the language has. */
export function readStatement(
  tokens: readonly LosslessToken[],
  start: number,
  end: number,
  body: ReadBody | undefined,
): ItemElement {
  const cursor = new TokenCursor(tokens, start, end);
  const item = body === undefined ? readPlain(cursor, tokens, end) : readNode(cursor, end, body);
  return item ?? unstructured(tokens, start, end, 'unknown-statement');
}

export function unstructured(
  tokens: readonly LosslessToken[],
  start: number,
  end: number,
  reason: UnstructuredElement['reason'],
): UnstructuredElement {
  return makeElement('unstructured', tokens.slice(start, end), { reason });
}

/** A directive that stands between two items. */
export function readDirective(token: LosslessToken): ItemElement {
  const isInclude = token.directive === LineKind.Include || token.directive === LineKind.IncludeNext;
  if (!isInclude) return makeElement('directive', [token], { token });
  const [, quoted, angled] = /^#[^"<]*(?:"([^"]*)"|<([^>]*)>)/.exec(token.text) ?? [];
  return makeElement('include', [token], { path: quoted ?? angled });
}

/** dtc's `/include/ "file"`, which has no semicolon. */
export function readInclude(keyword: LosslessToken, path: LosslessToken): IncludeElement {
  return makeElement('include', [keyword, path], { path: path.text.slice(1, -1) });
}

/**
 * Behind a macro that stands for items and has no semicolon: where the name at `start`, and its arguments, are followed by
 * neither `=` nor `{` nor `;`.
 *
 * @returns -1 where no such macro stands there
 */
export function bareMacroEnd(tokens: readonly LosslessToken[], start: number): number {
  if (tokens[start]?.kind !== 'name') return -1;
  let at = start + 1;
  if (isSign(tokens[at], '(')) {
    at = argumentsEnd(tokens, at);
    if (at === -1) return -1;
  }
  const end = at;
  while (tokens[at]?.kind === 'directive') at++;
  const next = tokens[at];
  if (next === undefined || (next.kind === 'punctuation' && '={;:'.includes(next.text))) return -1;
  // A word without arguments may as well be a property that lacks its semicolon.
  return end > start + 1 || /^[A-Z_][A-Z0-9_]*$/.test(tokens[start].text) ? end : -1;
}

export function readBareMacro(tokens: readonly LosslessToken[], start: number, end: number): ItemElement {
  const cursor = new TokenCursor(tokens, start, end);
  const name = readName(cursor);
  if (name === undefined) return unstructured(tokens, start, end, 'unknown-statement');
  return makeElement('macro', cursor.rest(), { name });
}

function argumentsEnd(tokens: readonly LosslessToken[], open: number): number {
  let depth = 0;
  for (let at = open; ; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'end') return -1;
    if (token.kind !== 'punctuation') continue;
    if (token.text === ';' || token.text === '{' || token.text === '}') return -1;
    if (token.text === '(') depth++;
    else if (token.text === ')' && --depth === 0) return at + 1;
  }
}

function isSign(token: LosslessToken | undefined, text: string): boolean {
  return token !== undefined && token.kind === 'punctuation' && token.text === text;
}

// ---- Nodes ----------------------------------------------------------------------------------------------------

function readNode(cursor: TokenCursor, end: number, body: ReadBody): NodeElement | undefined {
  const { labels, omit } = readPrefixes(cursor);
  const next = cursor.peek();
  if (next === undefined) return undefined;
  const kind = is(next, '/') ? 'root' : next.kind === 'reference' ? 'extend' : 'node';
  if (kind === 'node' && next.kind !== 'name') return undefined;

  const name = readName(cursor);
  cursor.peek();
  if (name === undefined || cursor.at !== body.open) return undefined;
  cursor.add(body.element, body.end);
  cursor.takeIf(';');
  if (cursor.at !== end) return undefined;
  return makeElement(kind, cursor.rest(), { labels, omit, name, body: body.element });
}

function readPrefixes(cursor: TokenCursor): {
  readonly labels: readonly LabelElement[];
  readonly omit: LosslessToken | undefined;
} {
  const labels: LabelElement[] = [];
  let omit: LosslessToken | undefined;
  for (let next = cursor.peek(); next !== undefined; next = cursor.peek()) {
    if (is(next, '/omit-if-no-ref/')) {
      omit = cursor.take();
      continue;
    }
    const label = readLabel(cursor);
    if (label === undefined) break;
    labels.push(label);
  }
  return { labels: labels.length === 0 ? noLabels : labels, omit };
}

const noLabels: readonly LabelElement[] = [];

// ---- Statements without a body --------------------------------------------------------------------------------

function readPlain(
  cursor: TokenCursor,
  tokens: readonly LosslessToken[],
  end: number,
): ItemElement | undefined {
  const semicolon = tokens[end - 1];
  if (semicolon === undefined || !is(semicolon, ';')) return undefined;
  const { labels, omit } = readPrefixes(cursor);
  const next = cursor.peek();
  if (next?.kind === 'name' && omit === undefined) return readProperty(cursor, labels, end, semicolon);
  if (next?.kind === 'reference' && omit !== undefined && labels.length === 0) {
    return readTarget(cursor, 'omit-if-no-ref', end);
  }
  if (next?.kind !== 'keyword' || omit !== undefined) return undefined;
  if (next.text === '/memreserve/') return readMemreserve(cursor, labels, end);
  if (labels.length > 0) return undefined;
  return readKeyword(cursor, end);
}

function readKeyword(cursor: TokenCursor, end: number): ItemElement | undefined {
  const keyword = cursor.take();
  switch (keyword.text) {
    case '/dts-v1/':
      return finish(cursor, end, (children) => makeElement('version', children, {}));
    case '/plugin/':
      return finish(cursor, end, (children) => makeElement('plugin', children, {}));
    case '/delete-node/':
      return readTarget(cursor, 'delete-node', end);
    case '/delete-property/':
      return readTarget(cursor, 'delete-property', end);
    default:
      return undefined;
  }
}

function readTarget(
  cursor: TokenCursor,
  kind: 'delete-node' | 'delete-property' | 'omit-if-no-ref',
  end: number,
): ItemElement | undefined {
  const next = cursor.peek();
  if (next?.kind !== 'name' && next?.kind !== 'reference') return undefined;
  const target = readName(cursor);
  if (target === undefined) return undefined;
  return finish(cursor, end, (children) => makeElement(kind, children, { target }));
}

function readMemreserve(
  cursor: TokenCursor,
  labels: readonly LabelElement[],
  end: number,
): ItemElement | undefined {
  cursor.take();
  const address = readCell(cursor);
  const size = address === undefined ? undefined : readCell(cursor);
  if (address === undefined || size === undefined) return undefined;
  return finish(cursor, end, (children) => makeElement('memreserve', children, { labels, address, size }));
}

/** A property; or a macro with a semicolon, which looks like an empty one but for its arguments. */
function readProperty(
  cursor: TokenCursor,
  labels: readonly LabelElement[],
  end: number,
  semicolon: LosslessToken,
): ItemElement | undefined {
  const name = readName(cursor);
  if (name === undefined) return undefined;
  const equals = cursor.takeIf('=');
  const value = equals === undefined ? undefined : readValue(cursor, end - 1);
  if (equals !== undefined && value === undefined) return undefined;
  return finish(cursor, end, (children) =>
    equals === undefined && name.isMacro && labels.length === 0
      ? makeElement('macro', children, { name })
      : makeElement('property', children, { labels, name, value, semicolon }),
  );
}

/** The item, if nothing but its semicolon is left. */
function finish(
  cursor: TokenCursor,
  end: number,
  make: (children: readonly LosslessChild[]) => ItemElement,
): ItemElement | undefined {
  if (cursor.takeIf(';') === undefined || cursor.at !== end) return undefined;
  return make(cursor.rest());
}
