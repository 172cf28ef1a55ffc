/**
 * An unsigned 64-bit number as dtc computes with (uint64_t): a plain number below 2^53, a bigint from there on. So nearly
 * every cell is computed without bigints.
 */
export type Unsigned64 = number | bigint;

export type BinaryOperator =
  | '||'
  | '&&'
  | '|'
  | '^'
  | '&'
  | '=='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | '<<'
  | '>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';
export type UnaryOperator = '-' | '~' | '!';

/** How tightly an operator binds, as in C. */
export const precedence: Readonly<Record<BinaryOperator, number>> = {
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

/** The value modulo 2^64, in the short form where it fits. */
export function toUnsigned64(value: bigint): Unsigned64 {
  const wrapped = BigInt.asUintN(64, value);
  return wrapped <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wrapped) : wrapped;
}

/** Whether an element of that many bits loses something of the value, other than the sign of a negative number. */
export function overflows(value: Unsigned64, bits: number): boolean {
  if (bits === 64 || (typeof value === 'number' && value < 2 ** bits)) return false;
  const high = BigInt(value) >> BigInt(bits);
  return high !== 0n && high !== (1n << BigInt(64 - bits)) - 1n;
}

export function applyUnary(operator: UnaryOperator, value: Unsigned64): Unsigned64 {
  if (operator === '!') return value === 0 ? 1 : 0;
  return toUnsigned64(operator === '-' ? -BigInt(value) : ~BigInt(value));
}

/**
 * One operation of dtc's integer expressions: unsigned, modulo 2^64; shifts by 64 or more give 0; comparisons give 0 or
 * 1. Undefined for a division by zero.
 */
export function applyBinary(
  operator: BinaryOperator,
  left: Unsigned64,
  right: Unsigned64,
): Unsigned64 | undefined {
  const truth = compare(operator, left, right);
  if (truth !== undefined) return truth ? 1 : 0;
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = applyQuick(operator, left, right);
    if (quick >= 0 && quick <= Number.MAX_SAFE_INTEGER) return quick;
  }
  return applyWide(operator, BigInt(left), BigInt(right));
}

/** The truth of a comparison, undefined for other operators. Of equal values both are numbers or both are bigints. */
function compare(operator: BinaryOperator, left: Unsigned64, right: Unsigned64): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '&&':
      return left !== 0 && right !== 0;
    case '||':
      return left !== 0 || right !== 0;
    default:
      return undefined;
  }
}

const smallLimit = 0x8000_0000;

/** The result for small operands, or NaN or something out of range where the long way must be taken. */
function applyQuick(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : Math.floor(left / right);
    case '%':
      return right === 0 ? Number.NaN : left % right;
    case '<<':
      return right < 53 ? left * 2 ** right : Number.NaN;
    case '>>':
      return right < 64 ? Math.floor(left / 2 ** right) : 0;
    case '|':
      return left < smallLimit && right < smallLimit ? left | right : Number.NaN;
    case '&':
      return left < smallLimit && right < smallLimit ? left & right : Number.NaN;
    case '^':
      return left < smallLimit && right < smallLimit ? left ^ right : Number.NaN;
    default:
      return Number.NaN;
  }
}

function applyWide(operator: BinaryOperator, left: bigint, right: bigint): Unsigned64 | undefined {
  switch (operator) {
    case '+':
      return toUnsigned64(left + right);
    case '-':
      return toUnsigned64(left - right);
    case '*':
      return toUnsigned64(left * right);
    case '/':
      return right === 0n ? undefined : toUnsigned64(left / right);
    case '%':
      return right === 0n ? undefined : toUnsigned64(left % right);
    case '<<':
      return right < 64n ? toUnsigned64(left << right) : 0;
    case '>>':
      return right < 64n ? toUnsigned64(left >> right) : 0;
    case '|':
      return toUnsigned64(left | right);
    case '&':
      return toUnsigned64(left & right);
    case '^':
      return toUnsigned64(left ^ right);
    default:
      return undefined;
  }
}
