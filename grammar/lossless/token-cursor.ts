import type { LosslessChild } from './elements.ts';
import type { LosslessToken } from './token.ts';

/**
 * Walks over a statement's tokens and gathers them as children of the element that is open. Directives that stand inside a
 * statement are gathered on the way; nobody who reads the statement sees them.
 */
export class TokenCursor {
  readonly #tokens: readonly LosslessToken[];
  readonly #end: number;
  readonly #outer: LosslessChild[][] = [];
  #children: LosslessChild[] = [];
  #at: number;
  #directives = 0;

  constructor(tokens: readonly LosslessToken[], start: number, end: number) {
    this.#tokens = tokens;
    this.#at = start;
    this.#end = end;
  }

  /** Index of the next token. */
  get at(): number {
    return this.#at;
  }

  /** How many directives were passed. */
  get directives(): number {
    return this.#directives;
  }

  /** The next token that is no directive; undefined at the end. */
  peek(): LosslessToken | undefined {
    while (this.#at < this.#end) {
      const token = this.#tokens[this.#at] as LosslessToken;
      if (token.kind !== 'directive') return token;
      this.#children.push(token);
      this.#directives++;
      this.#at++;
    }
    return undefined;
  }

  /** The token right behind the last one, a directive too. */
  adjacent(): LosslessToken | undefined {
    return this.#at < this.#end ? this.#tokens[this.#at] : undefined;
  }

  /** Where the text of the last token ended. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  take(): LosslessToken {
    const token = this.#tokens[this.#at] as LosslessToken;
    this.#children.push(token);
    this.#at++;
    return token;
  }

  takeIf(text: string): LosslessToken | undefined {
    const next = this.peek();
    return next !== undefined && is(next, text) ? this.take() : undefined;
  }

  /** Adds a finished element that covers the tokens up to an index. */
  add(child: LosslessChild, nextToken: number): void {
    this.#children.push(child);
    this.#at = nextToken;
  }

  /** Begins an element; what is taken from now on is its own. */
  open(): void {
    this.peek();
    this.#outer.push(this.#children);
    this.#children = [];
  }

  /** Ends the element: hands its children to whoever makes it, and adds what that makes to the element around. */
  close<Element extends LosslessChild>(make: (children: readonly LosslessChild[]) => Element): Element {
    const element = make(this.#children);
    this.#children = this.#outer.pop() ?? [];
    this.#children.push(element);
    return element;
  }

  /** Takes all that is left as it stands. */
  rest(): readonly LosslessChild[] {
    while (this.#at < this.#end) this.take();
    return this.#children;
  }

  /** A point to come back to when what follows turns out to be something else. */
  mark(): () => void {
    const [at, directives, depth, length] = [
      this.#at,
      this.#directives,
      this.#outer.length,
      this.#children.length,
    ];
    const children = this.#children;
    return () => {
      this.#at = at;
      this.#directives = directives;
      this.#outer.length = depth;
      this.#children = children;
      children.length = length;
    };
  }
}

/** Whether a token is that sign or keyword. */
export function is(token: LosslessToken, text: string): boolean {
  return token.text === text && (token.kind === 'punctuation' || token.kind === 'keyword');
}
