import type { Token } from './token.ts';

/** What is known of a token's place among others, besides the token. */
export const RunMark = {
  /** White space stands before it. */
  Space: 1,
  /** It was no neighbour of the token before in any source: a space may be needed, lest the two become one. */
  Padded: 2,
  /** It stands in the line itself, in a macro's argument. */
  FromLine: 4,
} as const;

/** Tokens in a row, each with its marks: what a macro's use becomes, step by step, without a copy of each token. */
export class TokenRun {
  readonly tokens: Token[] = [];
  readonly marks: number[] = [];
  /** What to add to the next token's marks: {@link RunMark.Padded} behind an expansion. */
  next = 0;

  get length(): number {
    return this.tokens.length;
  }

  push(token: Token, marks: number): void {
    this.tokens.push(token);
    this.marks.push(marks | this.next);
    this.next = 0;
  }

  /** Adds another run behind this one; its first token gets these marks in place of its own. */
  append(other: TokenRun, firstMarks: number): void {
    const { tokens, marks } = other;
    for (let at = 0; at < tokens.length; at++) {
      this.push(tokens[at] as Token, at === 0 ? firstMarks : (marks[at] as number));
    }
  }
}
