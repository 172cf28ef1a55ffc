import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { type Assertion, readAssertion } from './assertions.ts';
import { parseCharacter, parseInteger } from './expression-number.ts';
import { calculate, truth, type Value, wrap } from './expression-value.ts';
import { type Token, TokenKind } from './token.ts';
import { placeOf } from './token-place.ts';

/** Where an expression's tokens come from, macros expanded. */
export interface ExpressionTokens {
  next(): Token;
  nextUnexpanded(): Token;
  isDefined(name: Token): boolean;
  /** Whether `#assert` said so. */
  isAsserted(assertion: Assertion): boolean;
  /** Reads what stands behind `__has_include` and answers it. */
  hasInclude(): boolean;
}

/** How tightly each binary operator binds; the ternary and the comma are apart. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

const MAX_DEPTH = 500;
const ZERO: Value = { bits: 0n, unsigned: false };

/**
 * Evaluates the expression of an `#if` or `#elif` as GCC's cpp does: 64-bit two's complement, unsigned where an operand is,
 * names that are no macros are 0, and what is not evaluated may divide by zero.
 *
 * @returns false too where something is wrong, which is reported once
 */
export function evaluateCondition(
  tokens: ExpressionTokens,
  directive: Place,
  report: (problem: Problem) => void,
): boolean {
  const parser = new ExpressionParser(tokens, directive);
  const value = parser.parse();
  if (parser.fault !== undefined) {
    report(parser.fault);
    return false;
  }
  return value.bits !== 0n;
}

class ExpressionParser {
  readonly #tokens: ExpressionTokens;
  readonly #directive: Place;
  #token: Token;
  #depth = 0;
  /** Above 0 in an operand that the others make meaningless: its faults do not count. */
  #idle = 0;
  fault: Problem | undefined;

  constructor(tokens: ExpressionTokens, directive: Place) {
    this.#tokens = tokens;
    this.#directive = directive;
    this.#token = tokens.next();
  }

  parse(): Value {
    if (this.#isAt(TokenKind.End)) return this.#fail('no expression stands behind it');

    const value = this.#comma();
    if (this.fault === undefined && !this.#isAt(TokenKind.End)) {
      const isClose = this.#token.kind === TokenKind.CloseParen;
      return this.#fail(
        isClose ? '")" has no "("' : `"${this.#token.text}" stands where an operator is expected`,
      );
    }
    return value;
  }

  #comma(): Value {
    let value = this.#ternary();
    while (this.fault === undefined && this.#token.kind === TokenKind.Comma) {
      this.#advance();
      value = this.#ternary();
    }
    return value;
  }

  #ternary(): Value {
    const condition = this.#binary(1);
    if (this.fault !== undefined || !this.#sees('?')) return condition;

    if (++this.#depth > MAX_DEPTH) return this.#fail('it is nested too deep');
    this.#advance();
    const holds = condition.bits !== 0n;
    const yes = this.#maybe(holds, () => this.#comma());
    if (this.fault === undefined && !this.#sees(':')) return this.#fail('"?" has no ":"');
    this.#advance();
    const no = this.#maybe(!holds, () => this.#ternary());
    this.#depth--;
    return { bits: (holds ? yes : no).bits, unsigned: yes.unsigned || no.unsigned };
  }

  #binary(least: number): Value {
    let left = this.#unary();
    while (this.fault === undefined) {
      const operator = this.#token.text;
      const precedence = this.#token.kind === TokenKind.Punctuator ? PRECEDENCE[operator] : undefined;
      if (precedence === undefined || precedence < least) break;

      this.#advance();
      if (operator === '&&' || operator === '||') {
        const decides = (left.bits !== 0n) === (operator === '||');
        const right = this.#maybe(!decides, () => this.#binary(precedence + 1));
        left = truth(decides ? operator === '||' : right.bits !== 0n);
      } else {
        left = this.#calculate(operator, left, this.#binary(precedence + 1));
      }
    }
    return left;
  }

  #unary(): Value {
    if (this.fault !== undefined) return ZERO;
    if (++this.#depth > MAX_DEPTH) return this.#fail('it is nested too deep');

    const value = this.#operand();
    this.#depth--;
    return value;
  }

  #operand(): Value {
    const token = this.#token;
    this.#advance();
    switch (token.kind) {
      case TokenKind.Number:
        return parseInteger(token.text) ?? this.#fail(`"${token.text}" is no integer`, token);
      case TokenKind.Char:
        return parseCharacter(token.text) ?? this.#fail('the character constant is empty', token);
      case TokenKind.Name:
        return this.#name(token);
      case TokenKind.OpenParen: {
        const value = this.#comma();
        if (this.fault !== undefined) return ZERO;
        if (this.#token.kind !== TokenKind.CloseParen) return this.#fail('"(" has no ")"', token);
        this.#advance();
        return value;
      }
      case TokenKind.Punctuator:
        return this.#prefix(token);
      case TokenKind.Hash:
        return this.#assertion(token);
      case TokenKind.End:
        return this.#fail('it ends where an operand is expected');
      default:
        return this.#fail(`"${token.text}" is no operand`, token);
    }
  }

  #prefix(token: Token): Value {
    switch (token.text) {
      case '+':
        return this.#unary();
      case '-': {
        const value = this.#unary();
        return wrap(-value.bits, value.unsigned);
      }
      case '~': {
        const value = this.#unary();
        return wrap(~value.bits, value.unsigned);
      }
      case '!':
        return truth(this.#unary().bits === 0n);
      default:
        return this.#fail(`"${token.text}" has no operand before it`, token);
    }
  }

  #name(token: Token): Value {
    switch (token.text) {
      case 'defined':
        return this.#definedOperator(token);
      case '__has_include':
      case '__has_include_next': {
        // The name was taken already; its parenthesis is the current token.
        const found = this.#token.kind === TokenKind.OpenParen && this.#tokens.hasInclude();
        this.#advance();
        return truth(found);
      }
      default:
        return ZERO;
    }
  }

  /** `defined X` and `defined(X)`: the token behind `defined` was read already, unexpanded. */
  #definedOperator(operator: Token): Value {
    const isParenthesised = this.#token.kind === TokenKind.OpenParen;
    if (isParenthesised) this.#token = this.#tokens.nextUnexpanded();
    const name = this.#token;
    if (name.kind !== TokenKind.Name) return this.#fail('"defined" needs a name', operator);

    const value = truth(this.#tokens.isDefined(name));
    this.#advance();
    if (!isParenthesised) return value;
    if (this.#token.kind !== TokenKind.CloseParen) return this.#fail('"defined(" has no ")"', operator);
    this.#advance();
    return value;
  }

  /** `#name(answer)`: the token behind `#` was read already, and names no macro's text. */
  #assertion(hash: Token): Value {
    let isFirst = true;
    const read = readAssertion(() => {
      const token = isFirst ? this.#token : this.#tokens.nextUnexpanded();
      isFirst = false;
      return token;
    });
    if (read === undefined)
      return this.#fail('"#" needs a name, perhaps with an answer in parentheses', hash);
    this.#token = read.behind;
    return truth(this.#tokens.isAsserted(read.assertion));
  }

  #calculate(operator: string, left: Value, right: Value): Value {
    const value = calculate(operator, left, right);
    if (value !== undefined) return value;
    return this.#idle > 0 ? ZERO : this.#fail('it divides by zero', undefined, 'division-by-zero');
  }

  #maybe(evaluated: boolean, parse: () => Value): Value {
    if (evaluated) return parse();
    this.#idle++;
    const value = parse();
    this.#idle--;
    return value;
  }

  #isAt(kind: TokenKind): boolean {
    return this.#token.kind === kind;
  }

  #sees(text: string): boolean {
    return this.#token.text === text;
  }

  #advance(): void {
    if (this.fault !== undefined) return;
    const { kind, text } = this.#token;
    const namesNext = (kind === TokenKind.Name && text === 'defined') || kind === TokenKind.Hash;
    this.#token = namesNext ? this.#tokens.nextUnexpanded() : this.#tokens.next();
  }

  #fail(what: string, token?: Token, code = 'bad-condition'): Value {
    this.fault ??= {
      severity: 'error',
      code,
      message: `The condition cannot be evaluated: ${what}.`,
      place: token === undefined ? this.#directive : placeOf(token),
    };
    return ZERO;
  }
}
