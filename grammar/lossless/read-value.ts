import type {
  CellElement,
  LabelElement,
  LosslessChild,
  NameElement,
  PartElement,
  PlainPartElement,
  ValueElement,
} from './elements.ts';
import { isToken } from './elements.ts';
import { makeElement } from './make-element.ts';
import type { LosslessToken, LosslessTokenKind } from './token.ts';
import { is, type TokenCursor } from './token-cursor.ts';

/**
 * Reads the value of a property up to the semicolon at `end`. A text that is no list of parts becomes tokens without
 * structure.
 */
export function readValue(cursor: TokenCursor, end: number): ValueElement | undefined {
  cursor.peek();
  if (cursor.at >= end) return undefined;

  const before = cursor.directives;
  const restart = cursor.mark();
  cursor.open();
  const parts: PartElement[] = [];
  const structured = readParts(cursor, end, parts);
  if (!structured) {
    restart();
    cursor.open();
    while (cursor.at < end) if (cursor.peek() !== undefined && cursor.at < end) cursor.take();
  }
  const hasDirectives = cursor.directives > before;
  return cursor.close((children) =>
    makeElement('value', children, { parts: structured ? parts : [], structured, hasDirectives }),
  );
}

function readParts(cursor: TokenCursor, end: number, parts: PartElement[]): boolean {
  for (;;) {
    skipLabels(cursor);
    const part = readPart(cursor);
    if (part === undefined) return false;
    parts.push(part);
    skipLabels(cursor);
    if (cursor.at === end) return true;
    if (cursor.takeIf(',') === undefined) return false;
  }
}

function skipLabels(cursor: TokenCursor): void {
  while (cursor.peek()?.kind === 'label') cursor.take();
}

function readPart(cursor: TokenCursor): PartElement | undefined {
  const next = cursor.peek();
  if (next === undefined) return undefined;
  if (is(next, '<') || is(next, '/bits/')) return readCells(cursor);
  if (is(next, '[')) return readEnclosed(cursor, 'bytes', ']');
  if (is(next, '/incbin/')) return readEnclosed(cursor, 'incbin', ')');

  const kind = partKinds[next.kind];
  if (kind === undefined) return undefined;
  cursor.open();
  cursor.take();
  const complete = kind === 'string' || readArguments(cursor);
  return complete ? cursor.close((children) => makeElement(kind, children, {})) : undefined;
}

const partKinds: Partial<Record<LosslessTokenKind, PlainPartElement['kind']>> = {
  string: 'string',
  reference: 'reference',
  word: 'macro-part',
};

/** `[ … ]` and `/incbin/ ( … )`: up to the sign that ends them. */
function readEnclosed(
  cursor: TokenCursor,
  kind: 'bytes' | 'incbin',
  close: string,
): PlainPartElement | undefined {
  cursor.open();
  cursor.take();
  if (kind === 'incbin') {
    const next = cursor.peek();
    if (next === undefined || !is(next, '(') || !readBalanced(cursor)) return undefined;
  } else {
    do {
      const next = cursor.peek();
      if (next === undefined || is(next, ';')) return undefined;
    } while (!is(cursor.take(), close));
  }
  return cursor.close((children) => makeElement(kind, children, {}));
}

function readCells(cursor: TokenCursor): PartElement | undefined {
  cursor.open();
  let bits: LosslessToken | undefined;
  if (cursor.takeIf('/bits/') !== undefined) {
    bits = cursor.peek();
    if (bits === undefined || readCell(cursor) === undefined) return undefined;
  }
  if (cursor.takeIf('<') === undefined) return undefined;

  const cells: CellElement[] = [];
  while (cursor.takeIf('>') === undefined) {
    if (cursor.peek()?.kind === 'label') {
      cursor.take();
      continue;
    }
    const cell = readCell(cursor);
    if (cell === undefined) return undefined;
    cells.push(cell);
  }
  return cursor.close((children) => makeElement('cells', children, { cells, bits }));
}

const cellForms: Partial<Record<LosslessTokenKind, CellElement['form']>> = {
  number: 'number',
  character: 'character',
  reference: 'reference',
  word: 'macro',
};

/** One cell; undefined, with the cursor anywhere, where none stands. */
export function readCell(cursor: TokenCursor): CellElement | undefined {
  const next = cursor.peek();
  if (next === undefined) return undefined;
  const form = is(next, '(') ? 'expression' : cellForms[next.kind];
  if (form === undefined) return undefined;

  cursor.open();
  let complete = true;
  if (form === 'expression') complete = readBalanced(cursor);
  else {
    cursor.take();
    if (form === 'macro' || form === 'reference') complete = readArguments(cursor);
  }
  return complete ? cursor.close((children) => makeElement('cell', children, { form })) : undefined;
}

/** The arguments of a macro, where a parenthesis follows its name without a gap. False where they do not end. */
function readArguments(cursor: TokenCursor): boolean {
  const next = cursor.adjacent();
  const touches = next !== undefined && is(next, '(') && next.start === cursor.lastEnd;
  return touches ? readBalanced(cursor) : true;
}

/** From a parenthesis to its partner. False where it has none. */
function readBalanced(cursor: TokenCursor): boolean {
  let depth = 0;
  do {
    const next = cursor.peek();
    if (next === undefined || is(next, ';')) return false;
    if (is(next, '(')) depth++;
    else if (is(next, ')')) depth--;
    cursor.take();
  } while (depth > 0);
  return true;
}

/** A name, and the arguments behind it where it is a macro's; undefined where those do not end. */
export function readName(cursor: TokenCursor): NameElement | undefined {
  cursor.open();
  const first = cursor.take();
  const next = cursor.adjacent();
  const isMacro = next !== undefined && is(next, '(');
  if (isMacro && !readBalanced(cursor)) return undefined;
  return cursor.close((children) =>
    makeElement('name', children, { text: isMacro ? textOfTokens(children) : first.text, isMacro }),
  );
}

/** `label:`, or a macro and a colon behind it; undefined, with nothing taken, where no label stands. */
export function readLabel(cursor: TokenCursor): LabelElement | undefined {
  const next = cursor.peek();
  if (next?.kind === 'label') {
    cursor.open();
    const text = cursor.take().text.slice(0, -1);
    return cursor.close((children) => makeElement('label', children, { text, isMacro: false }));
  }
  if (next?.kind !== 'name') return undefined;
  const back = cursor.mark();
  cursor.open();
  cursor.take();
  const open = cursor.adjacent();
  if (open !== undefined && is(open, '(') && readBalanced(cursor) && cursor.takeIf(':') !== undefined) {
    return cursor.close((children) =>
      makeElement('label', children, { text: textOfTokens(children.slice(0, -1)), isMacro: true }),
    );
  }
  back();
  return undefined;
}

/** What stands from the first token's text to the end of the last one's. */
function textOfTokens(children: readonly LosslessChild[]): string {
  const tokens = children.filter(isToken);
  return tokens
    .map(({ leading, text, trailing }, index) => {
      const before = index === 0 ? [] : leading;
      const behind = index === tokens.length - 1 ? [] : trailing;
      return [...before.map((piece) => piece.text), text, ...behind.map((piece) => piece.text)].join('');
    })
    .join('');
}
