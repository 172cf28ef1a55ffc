/**
 * Logarithms that are the same on every machine. ECMAScript leaves the last bit of Math.log and Math.exp to the engine; it does not for
 * +, -, × and ÷, of which these are made: IEEE 754 rounds each of them in one way only.
 */

const ln2 = Math.LN2;
/** Bits behind the point. */
const fractionBits = 50;
/** Terms of the series of exp(); the 22nd is below 2^-75 for what it is asked. */
const terms = 22;

/** log2 of a positive finite number, bit by bit: a square is above 2 where the next bit of the logarithm is 1. */
export function log2(value: number): number {
  let whole = 0;
  let rest = value;
  for (; rest >= 2; rest /= 2) whole++;
  for (; rest < 1; rest *= 2) whole--;

  let fraction = 0;
  let weight = 0.5;
  for (let bit = 0; bit < fractionBits; bit++) {
    rest *= rest;
    if (rest >= 2) {
      rest /= 2;
      fraction += weight;
    }
    weight /= 2;
  }
  return whole + fraction;
}

/** 2 to the power of a number from -1000 to 1000. */
export function exp2(exponent: number): number {
  const whole = Math.floor(exponent);
  const power = (exponent - whole) * ln2;
  let result = 1;
  for (let term = terms; term > 0; term--) result = 1 + (result * power) / term;
  for (let step = 0; step < whole; step++) result *= 2;
  for (let step = 0; step > whole; step--) result /= 2;
  return result;
}
