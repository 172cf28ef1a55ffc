import { howToRaise, type Limits } from '../src/source/limits.ts';
import type { Problem } from '../src/source/problem.ts';
import { estimateTokens } from './estimate-tokens.ts';

type Refusal = Pick<Problem, 'code' | 'message' | 'help'>;

/** How much text the parts of one input may still have. What was lexed in vain counts, too: that bounds the time. */
export class TokenBudget {
  /** How many characters may stand together. */
  readonly textLength: number;
  readonly #limits: Limits;
  /** How many tokens there were. */
  spent = 0;
  /** How many mistakes were repaired. */
  repairs = 0;
  /** Whether the user was told that something is left out. */
  isTold = false;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.textLength = limits.fileBytes * 2;
  }

  spend(tokens: number): void {
    this.spent += tokens;
  }

  get isOverspent(): boolean {
    return this.spent > this.#limits.tokens;
  }

  /** How many more tokens there may be. */
  get left(): number {
    return this.#limits.tokens - this.spent;
  }

  /** Whether there is room for the tokens of a text: asked before they are made. */
  covers(text: string): boolean {
    const { left } = this;
    return text.length <= left || estimateTokens(text, left) <= left;
  }

  tooManyTokens(): Refusal {
    const message = `The input has more than ${this.#limits.tokens} tokens.`;
    return { code: 'input-too-large', message, help: howToRaise('tokens') };
  }

  textTooLong(): Refusal {
    const message = 'The input is too long with all the files that it includes.';
    return { code: 'input-too-large', message, help: howToRaise('fileBytes') };
  }
}
