import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyBinary,
  applyUnary,
  type BinaryOperator,
  overflows,
  precedence,
  toUnsigned64,
} from '../../grammar/unsigned64.ts';
import { hexOf, treeOf } from '../devicetree/tree-of.ts';

const anyValue = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  fc.bigInt({ min: 0n, max: 100n }),
  fc.constantFrom(0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 53n, (1n << 53n) - 1n, 1n << 63n),
);

const models: Readonly<Record<BinaryOperator, (left: bigint, right: bigint) => bigint | boolean>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '<<': (left, right) => (right > 63n ? 0n : left << right),
  '>>': (left, right) => (right > 63n ? 0n : left >> right),
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '&&': (left, right) => left !== 0n && right !== 0n,
  '||': (left, right) => left !== 0n || right !== 0n,
};

describe('unsigned 64-bit arithmetic', () => {
  it.each(Object.entries(models))('%s is exact modulo 2^64', (operator, model) => {
    fc.assert(
      fc.property(anyValue, anyValue, (left, right) => {
        fc.pre(right !== 0n || (operator !== '/' && operator !== '%'));
        const result = applyBinary(operator as BinaryOperator, toUnsigned64(left), toUnsigned64(right));
        expect(BigInt(result ?? -1)).toBe(BigInt.asUintN(64, BigInt(model(left, right))));
      }),
    );
  });

  it('negates and inverts modulo 2^64', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(BigInt(applyUnary('-', toUnsigned64(value)))).toBe(BigInt.asUintN(64, -value));
        expect(BigInt(applyUnary('~', toUnsigned64(value)))).toBe(BigInt.asUintN(64, ~value));
        expect(applyUnary('!', toUnsigned64(value))).toBe(value === 0n ? 1 : 0);
      }),
    );
  });

  it.each(['/', '%'] as const)('has no result for %s by zero', (operator) => {
    expect(applyBinary(operator, 5, 0)).toBeUndefined();
    expect(applyBinary(operator, 1n << 60n, 0)).toBeUndefined();
  });

  it('takes the sign of a negative number for no loss', () => {
    expect(overflows(toUnsigned64(-129n), 8)).toBe(false);
    expect(overflows(256, 8)).toBe(true);
    expect(overflows(0xffff_ffff, 32)).toBe(false);
    expect(overflows(toUnsigned64(-(1n << 40n)), 32)).toBe(true);
  });
});

/** A random expression as text, with the value that JavaScript's bigints give it. */
interface Expression {
  readonly text: string;
  readonly value: bigint;
  readonly level: number;
}

const leaf: fc.Arbitrary<Expression> = anyValue.map((value) => ({
  text: `0x${value.toString(16)}`,
  value,
  level: 99,
}));
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom(...(Object.keys(models) as BinaryOperator[])),
        tie('expression'),
        tie('expression'),
      )
      .filter(([operator, , right]) => right.value !== 0n || (operator !== '/' && operator !== '%'))
      .map(([operator, left, right]) => join(operator, left, right)),
    tie('expression').map(({ text, value }) => ({
      text: `-(${text})`,
      value: BigInt.asUintN(64, -value),
      level: 99,
    })),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([condition, yes, no]) => ({
      text: `((${condition.text}) ? ${yes.text} : ${no.text})`,
      value: condition.value === 0n ? no.value : yes.value,
      level: 99,
    })),
  ),
}));

/** Puts parentheses only where C's precedence asks for them. */
function join(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  const level = precedence[operator];
  const leftText = left.level < level ? `(${left.text})` : left.text;
  const rightText = right.level <= level ? `(${right.text})` : right.text;
  const value = BigInt.asUintN(64, BigInt(models[operator](left.value, right.value)));
  return { text: `${leftText} ${operator} ${rightText}`, value, level };
}

describe('expressions in cells', () => {
  it('follow the precedence and associativity of C', () => {
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        const tree = treeOf(`/ { x = /bits/ 64 <(${text})>; };`);
        expect(hexOf(tree.root.property('x')?.value)).toBe(value.toString(16).padStart(16, '0'));
      }),
      { numRuns: 300 },
    );
  });
});
