import { applyBinary, applyUnary, type BinaryOperator, precedence, type Unsigned64 } from '../unsigned64.ts';
import { PlainKind } from './plain-kind.ts';

/** The operators by their kind. */
const operators: readonly (BinaryOperator | undefined)[] = operatorsByKind();

/** Deeper ones are left to the grammar, which needs no stack for them. */
const deepest = 40;

/** Where an expression is read from. */
export interface ExpressionSource {
  /** The kind of the next token. */
  peek(): number;
  skip(): void;
  /** The number that the next token is, and goes on behind it; undefined where it is none. */
  number(): Unsigned64 | undefined;
}

/**
 * The value of an expression in parentheses, which begins at the next token, as dtc computes it. Undefined where something is wrong
 * with it, or it is too deep.
 */
export function plainExpression(source: ExpressionSource, depth: number = 0): Unsigned64 | undefined {
  if (depth > deepest) return undefined;
  source.skip();
  const value = choice(source, depth);
  if (value === undefined || source.peek() !== PlainKind.RightParen) return undefined;
  source.skip();
  return value;
}

function choice(source: ExpressionSource, depth: number): Unsigned64 | undefined {
  const condition = operation(source, depth, 1);
  if (condition === undefined || source.peek() !== PlainKind.Question) return condition;
  if (depth > deepest) return undefined;
  source.skip();
  const yes = choice(source, depth + 1);
  if (yes === undefined || source.peek() !== PlainKind.Colon) return undefined;
  source.skip();
  const no = choice(source, depth + 1);
  if (no === undefined) return undefined;
  return condition === 0 ? no : yes;
}

/** Operands with operators that bind at least as tightly as the level says. */
function operation(source: ExpressionSource, depth: number, level: number): Unsigned64 | undefined {
  let left = operand(source, depth);
  for (;;) {
    const operator = operators[source.peek()];
    if (left === undefined || operator === undefined || precedence[operator] < level) return left;
    source.skip();
    const right = operation(source, depth, precedence[operator] + 1);
    if (right === undefined) return undefined;
    left = applyBinary(operator, left, right);
  }
}

function operand(source: ExpressionSource, depth: number): Unsigned64 | undefined {
  const kind = source.peek();
  if (kind === PlainKind.LeftParen) return plainExpression(source, depth + 1);
  if (kind !== PlainKind.Minus && kind !== PlainKind.Tilde && kind !== PlainKind.Bang) return source.number();
  if (depth > deepest) return undefined;
  source.skip();
  const value = operand(source, depth + 1);
  if (value === undefined) return undefined;
  return applyUnary(kind === PlainKind.Minus ? '-' : kind === PlainKind.Tilde ? '~' : '!', value);
}

function operatorsByKind(): readonly (BinaryOperator | undefined)[] {
  const list: (BinaryOperator | undefined)[] = Array.from({ length: PlainKind.Percent + 1 });
  const all: readonly (readonly [PlainKind, BinaryOperator])[] = [
    [PlainKind.Less, '<'],
    [PlainKind.Greater, '>'],
    [PlainKind.ShiftLeft, '<<'],
    [PlainKind.ShiftRight, '>>'],
    [PlainKind.LessOrEqual, '<='],
    [PlainKind.GreaterOrEqual, '>='],
    [PlainKind.EqualTo, '=='],
    [PlainKind.NotEqualTo, '!='],
    [PlainKind.LogicalAnd, '&&'],
    [PlainKind.LogicalOr, '||'],
    [PlainKind.And, '&'],
    [PlainKind.Or, '|'],
    [PlainKind.Xor, '^'],
    [PlainKind.Plus, '+'],
    [PlainKind.Minus, '-'],
    [PlainKind.Star, '*'],
    [PlainKind.Slash, '/'],
    [PlainKind.Percent, '%'],
  ];
  for (const [kind, operator] of all) list[kind] = operator;
  return list;
}
