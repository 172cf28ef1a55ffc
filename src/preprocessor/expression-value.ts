/** A value of `#if` arithmetic: 64 bits, as `intmax_t` or `uintmax_t`. */
export interface Value {
  readonly bits: bigint;
  readonly unsigned: boolean;
}

/** The value of a binary operator but `&&` and `||`; undefined for a division by zero. */
export function calculate(operator: string, left: Value, right: Value): Value | undefined {
  const unsigned = left.unsigned || right.unsigned;
  const a = unsigned ? BigInt.asUintN(64, left.bits) : left.bits;
  const b = unsigned ? BigInt.asUintN(64, right.bits) : right.bits;
  switch (operator) {
    case '|':
      return wrap(a | b, unsigned);
    case '^':
      return wrap(a ^ b, unsigned);
    case '&':
      return wrap(a & b, unsigned);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '<<':
      return shift(left, right);
    case '>>':
      return shift(left, { bits: -right.bits, unsigned: false });
    case '+':
      return wrap(a + b, unsigned);
    case '-':
      return wrap(a - b, unsigned);
    case '*':
      return wrap(a * b, unsigned);
  }
  if (b === 0n) return undefined;
  return wrap(operator === '/' ? a / b : a % b, unsigned);
}

/** 1 or 0. */
export function truth(holds: boolean): Value {
  return { bits: holds ? 1n : 0n, unsigned: false };
}

/** Cuts to 64 bits. */
export function wrap(bits: bigint, unsigned: boolean): Value {
  return { bits: unsigned ? BigInt.asUintN(64, bits) : BigInt.asIntN(64, bits), unsigned };
}

/** Shifts left, or right where the count is negative; by 64 and more nothing but the sign is left. */
function shift(value: Value, count: Value): Value {
  const bits = count.bits;
  if (bits >= 0n) return bits >= 64n ? { ...value, bits: 0n } : wrap(value.bits << bits, value.unsigned);
  return wrap(value.bits >> (bits <= -64n ? 64n : -bits), value.unsigned);
}
