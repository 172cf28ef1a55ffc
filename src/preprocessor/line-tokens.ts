import type { TokenSource } from './expander.ts';
import { END_MARK, type Token } from './token.ts';

/** The tokens of one line as a source for the expander: what a directive is made of. */
export class LineTokens implements TokenSource {
  readonly #tokens: readonly Token[];
  #at: number;
  #ended = false;

  constructor(tokens: readonly Token[], start: number) {
    this.#tokens = tokens;
    this.#at = start;
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    this.#ended = token === undefined;
    if (token === undefined) return END_MARK;

    this.#at++;
    return token;
  }

  back(): void {
    if (!this.#ended) this.#at--;
  }
}
