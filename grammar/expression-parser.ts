import { type IToken, MismatchedTokenException, type ParserMethod, type TokenType } from 'chevrotain';
import {
  dependsOnEncoding,
  type Encoding,
  hasEmptyHexEscape,
  parseCharacter,
  parseInteger,
} from './literals.ts';
import { SyntaxParser } from './syntax-parser.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';
import {
  applyBinary,
  applyUnary,
  type BinaryOperator,
  precedence,
  type UnaryOperator,
  type Unsigned64,
} from './unsigned64.ts';

/** How deep parentheses may nest. */
const maximumParentheses = 64;

/** Numbers, characters and expressions in parentheses, evaluated as they are read. */
export abstract class ExpressionParser extends SyntaxParser {
  /** How many are open. */
  protected parentheses = 0;

  /** A number, a character or an expression in parentheses: dtc's integer_prim. */
  protected readonly integer: ParserMethod<[], Unsigned64> = this.RULE('integer', () =>
    this.OR(this.integerKinds),
  );

  private readonly integerKinds = [
    { ALT: (): Unsigned64 => this.integerOf(this.CONSUME(token.Literal)) },
    { ALT: (): Unsigned64 => this.characterOf(this.CONSUME(token.CharLiteral)) },
    { ALT: (): Unsigned64 => this.SUBRULE(this.parenthesized) },
  ];

  protected readonly parenthesized: ParserMethod<[], Unsigned64> = this.RULE('parenthesized', () => {
    this.CONSUME(token.LeftParen);
    if (++this.parentheses > maximumParentheses) this.refuseDepth();
    const value = this.SUBRULE(this.expression);
    this.parentheses--;
    this.CONSUME(token.RightParen);
    return value;
  });

  /**
   * Operators are taken in a flat list and applied by their precedence, since a rule for each of C's eleven levels would
   * cost eleven calls a number.
   */
  private readonly expression: ParserMethod<[], Unsigned64> = this.RULE('expression', () => {
    const operands: Unsigned64[] = [this.SUBRULE(this.unary)];
    const operators: IToken[] = [];
    this.MANY(() => {
      const operator = this.SUBRULE(this.operator);
      this.ACTION(() => this.reduce(operands, operators, precedenceOf(operator)));
      operators.push(operator);
      operands.push(this.SUBRULE1(this.unary));
    });
    this.ACTION(() => this.reduce(operands, operators, 0));
    const value = operands[0] ?? 0;
    return this.OPTION(() => this.choice(value)) ?? value;
  });

  private choice(condition: Unsigned64): Unsigned64 {
    this.CONSUME(token.Question);
    if (++this.parentheses > maximumParentheses) this.refuseDepth();
    const yes = this.SUBRULE(this.expression);
    this.CONSUME(token.Colon);
    const no = this.SUBRULE1(this.expression);
    this.parentheses--;
    return condition === 0 ? no : yes;
  }

  private readonly operator: ParserMethod<[], IToken> = this.RULE('operator', () => this.OR(this.operators));

  private readonly operators = binaryOperators.map((type) => ({ ALT: (): IToken => this.CONSUME(type) }));

  private readonly unary: ParserMethod<[], Unsigned64> = this.RULE('unary', () => {
    const operators: IToken[] = [];
    this.MANY(() => operators.push(this.OR(this.unaryOperators)));
    const value = this.SUBRULE(this.integer);
    if (this.RECORDING_PHASE) return value;
    return operators.reduceRight((result, { image }) => applyUnary(image as UnaryOperator, result), value);
  });

  private readonly unaryOperators = [
    { ALT: () => this.CONSUME(token.Minus) },
    { ALT: () => this.CONSUME(token.Tilde) },
    { ALT: () => this.CONSUME(token.Bang) },
  ];

  /** Applies the operators at the end of the list that bind at least as tightly as `level`. */
  private reduce(operands: Unsigned64[], operators: IToken[], level: number): void {
    for (
      let last = operators.at(-1);
      last !== undefined && precedenceOf(last) >= level;
      last = operators.at(-1)
    ) {
      operators.pop();
      const right = operands.pop() ?? 0;
      const left = operands.pop() ?? 0;
      const result = applyBinary(last.image as BinaryOperator, left, right);
      if (result === undefined) this.reportToken(trouble.divisionByZero, last);
      operands.push(result ?? 0);
    }
  }

  private refuseDepth(): void {
    if (this.RECORDING_PHASE) return;
    this.complain(trouble.deepParentheses(maximumParentheses));
    throw new MismatchedTokenException('a shallower expression', this.LA(1), this.LA(0));
  }

  protected integerOf(literal: IToken): Unsigned64 {
    if (this.RECORDING_PHASE) return 0;
    const value = parseInteger(literal.image);
    if (typeof value !== 'string') return value;
    this.reportToken(trouble.literal(value, literal.image), literal);
    return 0;
  }

  protected characterOf(literal: IToken): Unsigned64 {
    if (this.RECORDING_PHASE) return 0;
    const value = parseCharacter(literal.image, this.encodingOf(literal));
    this.checkEscapes(literal);
    if (typeof value !== 'string') return value;
    this.reportToken(trouble.literal(value, literal.image), literal);
    return 0;
  }

  protected checkEscapes(literal: IToken): void {
    if (hasEmptyHexEscape(literal.image)) this.reportToken(trouble.emptyHexEscape, literal);
  }

  protected encodingOf({ image, startOffset }: IToken): Encoding {
    if (this.text === undefined || !dependsOnEncoding(image)) return 'utf8';
    return this.text.place(startOffset, startOffset + 1).file.encoding;
  }
}

const binaryOperators: readonly TokenType[] = [
  token.LogicalOr,
  token.LogicalAnd,
  token.Or,
  token.Xor,
  token.And,
  token.EqualTo,
  token.NotEqualTo,
  token.Less,
  token.Greater,
  token.LessOrEqual,
  token.GreaterOrEqual,
  token.ShiftLeft,
  token.ShiftRight,
  token.Plus,
  token.Minus,
  token.Star,
  token.Slash,
  token.Percent,
];

function precedenceOf({ image }: IToken): number {
  return precedence[image as BinaryOperator];
}
