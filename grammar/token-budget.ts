import { howToRaise, type Limits } from '../src/source/limits.ts';
import type { Problem } from '../src/source/problem.ts';
import { estimateTokens } from './estimate-tokens.ts';

type Refusal = Pick<Problem, 'code' | 'message' | 'help'>;

/** What reading a unit, with all that it includes, takes of a budget: the same for every input that has the room. */
export interface Cost {
  readonly tokens: number;
  /** So many of the tokens were of a unit that was read once more, as part of the text around it. */
  readonly tokensInVain: number;
  /** How many mistakes were repaired. */
  readonly repairs: number;
  /** How many tokens there had to be room for: some more than there are, since they are estimated first. */
  readonly room: number;
}

/** How a budget was when the reading of a unit began. */
export type BudgetMark = Readonly<
  Pick<TokenBudget, 'spent' | 'spentInVain' | 'repairs' | 'highest' | 'isTold'>
>;

/** How much text the parts of one input may still have. What was lexed in vain counts, too: that bounds the time. */
export class TokenBudget {
  /** How many characters may stand together. */
  readonly textLength: number;
  readonly #limits: Limits;
  /** How many tokens there were. */
  spent = 0;
  /** How many of them were in vain. */
  spentInVain = 0;
  /** How many mistakes were repaired. */
  repairs = 0;
  /** The most that `spent` had to have room to become. */
  highest = 0;
  /** Whether the user was told that something is left out. */
  isTold = false;
  /** How often something was left out. */
  refusals = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.textLength = limits.fileBytes * 2;
  }

  /** From here on what a unit takes is counted, until `end`. */
  begin(): BudgetMark {
    const { spent, spentInVain, repairs, highest, isTold } = this;
    this.highest = spent;
    return { spent, spentInVain, repairs, highest, isTold };
  }

  /** What was taken since then. */
  end({ spent, spentInVain, repairs, highest }: BudgetMark): Cost {
    const room = this.highest - spent;
    this.highest = Math.max(this.highest, highest);
    return {
      tokens: this.spent - spent,
      tokensInVain: this.spentInVain - spentInVain,
      repairs: this.repairs - repairs,
      room,
    };
  }

  /**
   * Of a unit that will be read again as part of the text around it, which will then tell what is left out. Each of its tokens counts
   * once more and no oftener, however deep such units lie in each other.
   *
   * @param cost what it has just taken
   * @param isTold as it was before
   */
  putInVain({ tokens, tokensInVain, repairs, room }: Cost, isTold: boolean): Cost {
    const ownTokens = tokens - tokensInVain;
    this.spent -= tokensInVain;
    this.spentInVain += ownTokens - tokensInVain;
    this.isTold = isTold;
    return { tokens: ownTokens, tokensInVain: ownTokens, repairs, room };
  }

  /** Takes what reading a unit has taken before. */
  charge({ tokens, tokensInVain, repairs, room }: Cost): void {
    this.highest = Math.max(this.highest, this.spent + room);
    this.spend(tokens);
    this.spentInVain += tokensInVain;
    this.repairs += repairs;
  }

  spend(tokens: number): void {
    this.spent += tokens;
    if (this.spent > this.highest) this.highest = this.spent;
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
    const most = text.length <= left ? text.length : estimateTokens(text, left);
    if (most > left) return false;
    this.highest = Math.max(this.highest, this.spent + most);
    return true;
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
