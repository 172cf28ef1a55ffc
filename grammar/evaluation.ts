import type { IToken } from 'chevrotain';
import {
  applyBinary,
  applyUnary,
  type BinaryOperator,
  precedence,
  type UnaryOperator,
  type Unsigned64,
} from './unsigned64.ts';

/** What waits for an operand, or for the end of an expression that began behind it. */
type Waiting =
  | { readonly kind: 'parenthesis' }
  | { readonly kind: 'sign'; readonly operator: UnaryOperator }
  | { readonly kind: 'operator'; readonly token: IToken; readonly level: number }
  /** `? :`, with what stands between the two once the colon was read. */
  | { readonly kind: 'choice'; readonly condition: Unsigned64; readonly yes: Unsigned64 | undefined };

/**
 * Computes an expression in parentheses while it is read, from left to right. What waits is kept in a list, so that nesting
 * costs no stack.
 */
export class Evaluation {
  readonly #operands: Unsigned64[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #divisionByZero: (operator: IToken) => void;
  /** How many parentheses and choices are open. */
  depth = 0;

  constructor(divisionByZero: (operator: IToken) => void) {
    this.#divisionByZero = divisionByZero;
  }

  open(): void {
    this.depth++;
    this.#waiting.push({ kind: 'parenthesis' });
  }

  sign(operator: UnaryOperator): void {
    this.#waiting.push({ kind: 'sign', operator });
  }

  operand(value: Unsigned64): void {
    let signed = value;
    for (let last = this.#waiting.at(-1); last?.kind === 'sign'; last = this.#waiting.at(-1)) {
      this.#waiting.pop();
      signed = applyUnary(last.operator, signed);
    }
    this.#operands.push(signed);
  }

  operator(token: IToken): void {
    const level = precedence[token.image as BinaryOperator];
    this.#apply(level);
    this.#waiting.push({ kind: 'operator', token, level });
  }

  /** At `?`: what was read is a condition. */
  choose(): void {
    this.#apply(0);
    this.depth++;
    this.#waiting.push({ kind: 'choice', condition: this.#take(), yes: undefined });
  }

  /** Where neither an operator nor `?` follows: computes as far as nothing is missing. */
  settle(): void {
    this.#apply(0);
    for (let last = this.#waiting.at(-1); last?.kind === 'choice'; last = this.#waiting.at(-1)) {
      if (last.yes === undefined) return;
      this.#waiting.pop();
      this.depth--;
      const no = this.#take();
      this.#operands.push(last.condition === 0 ? no : last.yes);
      this.#apply(0);
    }
  }

  /** Settled, whether a `:` must follow. */
  get isChoosing(): boolean {
    return this.#waiting.at(-1)?.kind === 'choice';
  }

  /** At `:`. */
  otherwise(): void {
    const last = this.#waiting.pop();
    if (last?.kind === 'choice') this.#waiting.push({ ...last, yes: this.#take() });
  }

  /** At `)`: the value of the whole, if this parenthesis is the outermost. */
  close(): Unsigned64 | undefined {
    this.#waiting.pop();
    this.depth--;
    const value = this.#take();
    if (this.#waiting.length === 0) return value;
    this.operand(value);
    return undefined;
  }

  /** Applies the last operators that bind at least as tightly. */
  #apply(level: number): void {
    for (let last = this.#waiting.at(-1); last?.kind === 'operator'; last = this.#waiting.at(-1)) {
      if (last.level < level) return;
      this.#waiting.pop();
      const right = this.#take();
      const left = this.#take();
      const result = applyBinary(last.token.image as BinaryOperator, left, right);
      if (result === undefined) this.#divisionByZero(last.token);
      this.#operands.push(result ?? 0);
    }
  }

  #take(): Unsigned64 {
    return this.#operands.pop() ?? 0;
  }
}
