import { LineKind, opensCondition } from '../../src/preprocessor/directive.ts';
import type { DocumentElement, ItemElement, UnstructuredElement } from './elements.ts';
import { makeElement } from './make-element.ts';
import {
  bareMacroEnd,
  type ReadBody,
  readBareMacro,
  readDirective,
  readInclude,
  readStatement,
  unstructured,
} from './read-statement.ts';
import type { LosslessToken } from './token.ts';
import { is } from './token-cursor.ts';

/** A body that is open, or the document. */
interface Level {
  /** Index of its `{`. */
  readonly open: number;
  readonly items: ItemElement[];
  /** Index of the first token of the statement that is being read; -1 between statements. */
  start: number;
  /** The bodies of that statement: a node has one. */
  body: ReadBody | undefined;
  bodies: number;
}

/** An `#if` without its `#endif` yet. */
interface Condition {
  readonly at: number;
  /** Where it stands: how many bodies are open, and the statement that it stands in (-1 between two). */
  readonly depth: number;
  readonly start: number;
  /** The outermost level that its branches closed bodies down to, and the statement that had been open there. */
  minDepth: number;
  minStart: number;
  /** How the first branch ended: the braces of the others say nothing about what stands behind. */
  first: { readonly depth: number; readonly isInside: boolean } | undefined;
}

/** A stretch whose structure is not known: where it begins, and how many bodies are open there. */
interface Stretch {
  depth: number;
  start: number;
  reason: UnstructuredElement['reason'];
}

/**
 * Puts the tokens of a file together: statements up to their semicolons, bodies between their braces.
 *
 * In each branch of a conditional, braces must pair and statements end as if it were not there. Where they do not, the
 * smallest run of whole items around it becomes one unstructured item; of its branches the first is taken to see where it
 * ends. One pass, no recursion: the bodies that are open are a list.
 */
export function readDocument(tokens: readonly LosslessToken[]): DocumentElement {
  return new DocumentReader(tokens).read();
}

class DocumentReader {
  readonly #tokens: readonly LosslessToken[];
  readonly #levels: Level[] = [newLevel(-1)];
  readonly #conditions: Condition[] = [];
  #at = 0;
  #stretch: Stretch | undefined;
  /** Only in a stretch: how many bodies are open, and whether a statement is. */
  #depth = 0;
  #isInside = false;

  constructor(tokens: readonly LosslessToken[]) {
    this.#tokens = tokens;
  }

  read(): DocumentElement {
    const last = this.#tokens.length - 1;
    while (this.#at < last) {
      if (this.#stretch === undefined) this.#readToken();
      else this.#passToken(this.#stretch);
    }
    this.#finish(last);
    const { items } = this.#levels[0] as Level;
    return makeElement('document', [...items, this.#token(last)], { items });
  }

  #token(at: number): LosslessToken {
    return this.#tokens[at] as LosslessToken;
  }

  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }

  // ---- Where the structure is known -------------------------------------------------------------------------

  #readToken(): void {
    const token = this.#token(this.#at);
    if (token.kind === 'directive') {
      this.#readDirectiveLine(token);
      return;
    }
    const level = this.#level;
    if (level.start === -1 && this.#readWithoutSemicolon(level, token)) return;

    if (token.kind === 'punctuation' && token.text === '}') {
      this.#closeBody();
      return;
    }
    if (level.start === -1) level.start = this.#at;
    this.#at++;
    if (token.kind !== 'punctuation') return;
    if (token.text === '{') this.#levels.push(newLevel(this.#at - 1));
    else if (token.text === ';') this.#endStatement(level);
  }

  /** The items that no semicolon ends. */
  #readWithoutSemicolon(level: Level, token: LosslessToken): boolean {
    const next = this.#token(this.#at + 1);
    if (token.text === '/include/' && token.kind === 'keyword' && next.kind === 'string') {
      level.items.push(readInclude(token, next));
      this.#at += 2;
      return true;
    }
    const end = bareMacroEnd(this.#tokens, this.#at);
    if (end === -1) return false;
    level.items.push(readBareMacro(this.#tokens, this.#at, end));
    this.#at = end;
    return true;
  }

  #endStatement(level: Level): void {
    const { start, bodies } = level;
    const body = bodies < 2 ? level.body : undefined;
    level.items.push(
      bodies < 2
        ? readStatement(this.#tokens, start, this.#at, body)
        : unstructured(this.#tokens, start, this.#at, 'unknown-statement'),
    );
    level.start = -1;
    level.body = undefined;
    level.bodies = 0;
  }

  #closeBody(): void {
    const inner = this.#level;
    const outer = this.#levels.at(-2);
    if (inner.start !== -1) this.#endStatement(inner);
    const close = this.#at++;
    if (outer === undefined) {
      this.#takeSemicolon();
      inner.items.push(unstructured(this.#tokens, close, this.#at, 'unpaired-brace'));
      return;
    }

    this.#levels.pop();
    this.#noteDepth(this.#levels.length - 1, outer.start);
    const open = this.#token(inner.open);
    const { items } = inner;
    const children = [open, ...items, this.#token(close)];
    const element = makeElement('body', children, { open, items, close: this.#token(close) });
    outer.body = { element, open: inner.open, end: this.#at };
    outer.bodies++;
    this.#takeSemicolon();
    this.#endStatement(outer);
  }

  #takeSemicolon(): void {
    if (is(this.#token(this.#at), ';')) this.#at++;
  }

  #noteDepth(depth: number, start: number): void {
    const condition = this.#conditions.at(-1);
    if (condition === undefined || depth >= condition.minDepth) return;
    condition.minDepth = depth;
    condition.minStart = start;
  }

  // ---- Conditionals -----------------------------------------------------------------------------------------

  #readDirectiveLine(token: LosslessToken): void {
    const kind = token.directive as LineKind;
    const level = this.#level;
    const depth = this.#levels.length - 1;
    if (opensCondition(kind)) {
      this.#conditions.push(newCondition(this.#at, depth, level.start));
    } else if (endsBranch(kind)) {
      const condition = this.#conditions.at(-1);
      if (condition !== undefined) {
        const fits =
          depth === condition.depth && condition.minDepth === depth && level.start === condition.start;
        if (!fits) {
          this.#lose(condition.minDepth, condition.minStart, 'split-by-directives');
          return;
        }
        condition.first ??= { depth, isInside: level.start !== -1 };
        if (kind === LineKind.Endif) this.#conditions.pop();
      }
    }
    if (level.start === -1) level.items.push(readDirective(token));
    this.#at++;
  }

  /** Gives up the structure from a statement on; the token that showed it is looked at again. */
  #lose(depth: number, start: number, reason: UnstructuredElement['reason']): void {
    this.#depth = this.#levels.length - 1;
    this.#isInside = this.#level.start !== -1;
    this.#stretch = { depth, start, reason };
    this.#levels.length = depth + 1;
  }

  // ---- Where it is not --------------------------------------------------------------------------------------

  #passToken(stretch: Stretch): void {
    const token = this.#token(this.#at++);
    if (token.kind === 'directive') {
      this.#passDirective(stretch, token.directive as LineKind);
      return;
    }
    if (token.kind !== 'punctuation' || !'{};'.includes(token.text)) {
      this.#isInside = true;
      return;
    }
    this.#isInside = false;
    if (token.text === '{') this.#depth++;
    if (token.text === '}') {
      if (this.#depth > 0) this.#depth--;
      if (this.#depth < stretch.depth) this.#widen(stretch, this.#depth, this.#levels[this.#depth]?.start);
      this.#takeSemicolon();
    }
    if (token.text !== '{') this.#endStretch(stretch);
  }

  #passDirective(stretch: Stretch, kind: LineKind): void {
    if (opensCondition(kind)) {
      this.#conditions.push(newCondition(this.#at - 1, this.#depth, this.#isInside ? this.#at - 1 : -1));
      return;
    }
    const condition = this.#conditions.at(-1);
    if (!endsBranch(kind) || condition === undefined) return;

    // One around the stretch is split as well.
    if (condition.at < stretch.start) this.#widen(stretch, condition.minDepth, condition.minStart);
    condition.first ??= { depth: this.#depth, isInside: this.#isInside };
    if (kind === LineKind.Endif) {
      this.#conditions.pop();
      ({ depth: this.#depth, isInside: this.#isInside } = condition.first);
      if (!this.#isInside) this.#endStretch(stretch);
    } else {
      this.#depth = condition.depth;
      this.#isInside = condition.start !== -1;
    }
  }

  #widen(stretch: Stretch, depth: number, start: number | undefined): void {
    stretch.depth = Math.min(stretch.depth, depth);
    stretch.start = Math.min(stretch.start, start ?? stretch.start);
    this.#levels.length = stretch.depth + 1;
  }

  /** Ends the stretch if as many bodies are open as at its start, and no conditional that began in it. */
  #endStretch(stretch: Stretch): void {
    const condition = this.#conditions.at(-1);
    if (this.#depth !== stretch.depth || (condition !== undefined && condition.at >= stretch.start)) return;
    this.#dissolve(stretch);
  }

  #dissolve({ start, reason }: Stretch): void {
    const level = this.#level;
    const from = this.#token(start).start;
    while ((level.items.at(-1)?.start ?? -1) >= from) level.items.pop();
    level.items.push(unstructured(this.#tokens, start, this.#at, reason));
    level.start = -1;
    level.body = undefined;
    level.bodies = 0;
    this.#stretch = undefined;
  }

  // ---- The end ----------------------------------------------------------------------------------------------

  #finish(last: number): void {
    this.#at = last;
    const outermost = this.#levels[0] as Level;
    if (this.#stretch === undefined && this.#levels.length > 1) {
      this.#lose(0, outermost.start, 'unpaired-brace');
    }
    if (this.#stretch !== undefined) {
      // What its level stands in is open, too.
      if (this.#stretch.depth > 0) this.#widen(this.#stretch, 0, outermost.start);
      this.#dissolve(this.#stretch);
    } else if (outermost.start !== -1) {
      this.#endStatement(outermost);
    }
  }
}

function newLevel(open: number): Level {
  return { open, items: [], start: -1, body: undefined, bodies: 0 };
}

function newCondition(at: number, depth: number, start: number): Condition {
  return { at, depth, start, minDepth: depth, minStart: start === -1 ? at : start, first: undefined };
}

function endsBranch(kind: LineKind): boolean {
  return kind >= LineKind.Elif && kind <= LineKind.Endif;
}
