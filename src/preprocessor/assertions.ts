import { type Token, TokenKind } from './token.ts';

/** `name` or `name(answer)`, behind `#assert`, `#unassert` or the `#` of a condition. */
export interface Assertion {
  readonly predicate: string;
  /** Undefined where no parentheses follow. */
  readonly answer: string | undefined;
}

/** What `#assert` says, which conditions ask for by `#name(answer)`: a relic of GCC's that its cpp still obeys. */
export class Assertions {
  readonly #answers = new Map<string, Set<string>>();

  add({ predicate, answer = '' }: Assertion): void {
    const answers = this.#answers.get(predicate) ?? new Set();
    this.#answers.set(predicate, answers.add(answer));
  }

  /** Without an answer, takes back all that the predicate has. */
  remove({ predicate, answer }: Assertion): void {
    if (answer === undefined) this.#answers.delete(predicate);
    else if (this.#answers.get(predicate)?.delete(answer) && this.#answers.get(predicate)?.size === 0) {
      this.#answers.delete(predicate);
    }
  }

  holds({ predicate, answer }: Assertion): boolean {
    const answers = this.#answers.get(predicate);
    return answers !== undefined && (answer === undefined || answers.has(answer));
  }
}

/** Reads one from unexpanded tokens; undefined if they are none. Gives the token behind it, too. */
export function readAssertion(
  next: () => Token,
): { readonly assertion: Assertion; readonly behind: Token } | undefined {
  const name = next();
  if (name.kind !== TokenKind.Name) return undefined;
  let behind = next();
  if (behind.kind !== TokenKind.OpenParen) {
    return { assertion: { predicate: name.text, answer: undefined }, behind };
  }
  const answer: string[] = [];
  for (behind = next(); behind.kind !== TokenKind.CloseParen; behind = next()) {
    if (behind.kind === TokenKind.End) return undefined;
    answer.push(behind.text);
  }
  if (answer.length === 0) return undefined;
  return { assertion: { predicate: name.text, answer: answer.join(' ') }, behind: next() };
}
