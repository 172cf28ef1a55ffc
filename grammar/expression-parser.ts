import { type IToken, MismatchedTokenException, type ParserMethod, type TokenType } from 'chevrotain';
import { defaultLimits } from '../src/source/limits.ts';
import { Evaluation } from './evaluation.ts';
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
import type { UnaryOperator, Unsigned64 } from './unsigned64.ts';

/** Numbers, characters and expressions in parentheses, evaluated as they are read. */
export abstract class ExpressionParser extends SyntaxParser {
  /** How deep nodes may nest, and parentheses in an expression. */
  protected maxNesting: number = defaultLimits.nesting;

  /** A number, a character or an expression in parentheses: dtc's integer_prim. */
  protected readonly integer: ParserMethod<[], Unsigned64> = this.RULE('integer', () =>
    this.OR(this.integerKinds),
  );

  private readonly integerKinds = [
    { ALT: (): Unsigned64 => this.integerOf(this.CONSUME(token.Literal)) },
    { ALT: (): Unsigned64 => this.characterOf(this.CONSUME(token.CharLiteral)) },
    { ALT: (): Unsigned64 => this.SUBRULE(this.parenthesized) },
  ];

  protected readonly parenthesized: ParserMethod<[], Unsigned64> = this.RULE('parenthesized', () =>
    this.RECORDING_PHASE ? this.describeParentheses() : this.evaluate(),
  );

  // ---- What an expression is: for the printed grammar ---------------------------------------------------------

  private describeParentheses(): Unsigned64 {
    this.CONSUME(token.LeftParen);
    this.SUBRULE(this.expression);
    this.CONSUME(token.RightParen);
    return 0;
  }

  private readonly expression: ParserMethod<[], void> = this.RULE('expression', () => {
    this.SUBRULE(this.unary);
    this.MANY(() => {
      this.SUBRULE(this.operator);
      this.SUBRULE1(this.unary);
    });
    this.OPTION(() => {
      this.CONSUME(token.Question);
      this.SUBRULE1(this.expression);
      this.CONSUME(token.Colon);
      this.SUBRULE2(this.expression);
    });
  });

  private readonly unary: ParserMethod<[], void> = this.RULE('unary', () => {
    this.MANY(() => this.OR(signs.map((type) => ({ ALT: () => this.CONSUME(type) }))));
    this.SUBRULE(this.integer);
  });

  private readonly operator: ParserMethod<[], IToken> = this.RULE('operator', () =>
    this.OR(binaryOperators.map((type) => ({ ALT: () => this.CONSUME(type) }))),
  );

  // ---- How it is read -----------------------------------------------------------------------------------------

  /** The same without a rule in a rule: parentheses nest as deep as the limit allows, and the stack would not. */
  private evaluate(): Unsigned64 {
    const expression = new Evaluation((operator) => this.reportToken(trouble.divisionByZero, operator));
    for (;;) {
      this.readOperand(expression);
      const value = this.readBehindOperand(expression);
      if (value !== undefined) return value;
    }
  }

  /** A number or a character, with the signs and opening parentheses before it. */
  private readOperand(expression: Evaluation): void {
    for (let next = this.LA(1); ; next = this.LA(1)) {
      if (signs.includes(next.tokenType)) expression.sign(next.image as UnaryOperator);
      else if (next.tokenType === token.LeftParen) expression.open();
      else break;
      this.skip();
      this.checkDepth(expression);
    }
    expression.operand(this.SUBRULE(this.integer));
  }

  /** What stands between an operand and the next one; or, at the end, the value of the whole. */
  private readBehindOperand(expression: Evaluation): Unsigned64 | undefined {
    for (;;) {
      const next = this.LA(1);
      if (isBinary.has(next.tokenType)) {
        expression.operator(next);
        this.skip();
        return undefined;
      }
      if (next.tokenType === token.Question) {
        expression.choose();
        this.skip();
        this.checkDepth(expression);
        return undefined;
      }
      expression.settle();
      if (expression.isChoosing) {
        this.CONSUME(token.Colon);
        expression.otherwise();
        return undefined;
      }
      this.CONSUME(token.RightParen);
      const value = expression.close();
      if (value !== undefined) return value;
    }
  }

  private checkDepth({ depth }: Evaluation): void {
    if (depth <= this.maxNesting) return;
    this.complain(trouble.deepParentheses(this.maxNesting));
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
    if (this.checkEscapes(literal) || typeof value !== 'string') return typeof value === 'string' ? 0 : value;
    this.reportToken(trouble.literal(value, literal.image), literal);
    return 0;
  }

  /** Whether there was something to say. */
  protected checkEscapes(literal: IToken): boolean {
    const isWrong = hasEmptyHexEscape(literal.image);
    if (isWrong) this.reportToken(trouble.emptyHexEscape, literal);
    return isWrong;
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

const isBinary: ReadonlySet<TokenType> = new Set(binaryOperators);

const signs: readonly TokenType[] = [token.Minus, token.Tilde, token.Bang];
