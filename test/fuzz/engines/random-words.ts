import type { Random } from '../random.ts';
import { interestingNumbers } from './dictionary.ts';

const stems = [
  'a',
  'b',
  'c',
  'node',
  'soc',
  'cpus',
  'memory',
  'reserved-memory',
  'chosen',
  'aliases',
  'pool',
] as const;
const properties = [
  'p',
  'q',
  'reg',
  'ranges',
  'dma-ranges',
  'size',
  'alignment',
  'alloc-ranges',
  'compatible',
  'status',
  'device_type',
  'no-map',
  'reusable',
  'linux,cma-default',
  '#address-cells',
  '#size-cells',
  'memory-region',
  'name',
  'bootargs',
  'interrupt-parent',
  'x,y.z+w?*',
  '1',
] as const;

/** A node's name out of few, so that names meet; now and then odd. */
export function nodeName(random: Random): string {
  if (random.oneIn(40))
    return random.pick(['A.b,c+d_e-f', '1', '0@0', 'x@', '@1', 'a@b@c', 'n'.repeat(32), '__overlay__']);
  const stem = random.pick(stems);
  return random.oneIn(3) ? `${stem}@${random.below(4).toString(16)}` : stem;
}

/** A property's name out of few. */
export function propertyName(random: Random): string {
  return random.oneIn(60)
    ? random.pick(['phandle', 'linux,phandle', '__x', 'P'.repeat(31)])
    : random.pick(properties);
}

/** A label out of few. */
export function labelName(random: Random): string {
  return `${random.pick(['l', 'a', 'L_', '_'])}${random.below(12)}`;
}

/** A number as dtc reads it, with every kind of notation. */
export function numberWord(random: Random): string {
  const number = BigInt(
    random.oneIn(3) ? random.pick(interestingNumbers) : random.below(random.pick([4, 300, 0x1_0000_0000])),
  );
  const word = random.pick([
    () => `${number}`,
    () => `0x${number.toString(16)}`,
    () => `0X${number.toString(16).toUpperCase()}`,
    () => `0${number.toString(8)}`,
  ])();
  return random.oneIn(12) ? word + random.pick(['U', 'L', 'UL', 'LL', 'ULL']) : word;
}

/** A character literal, escapes included. */
export function characterWord(random: Random): string {
  return random.pick(["'a'", "'\\n'", "'\\0'", "'\\x7f'", "'\\377'", "'\\''", "'\"'", "'\\\\'"]);
}

/** A string, escapes included. */
export function stringWord(random: Random): string {
  const pieces = random.some(4, () =>
    random.pick([
      'a',
      'okay',
      'memory',
      'shared-dma-pool',
      ' ',
      '\\n',
      '\\0',
      '\\x1',
      '\\x7fz',
      '\\101',
      '\\"',
      '\\\\',
      '\\',
      '%s',
      '/',
      '#',
      '//',
      '/*',
      '\xe4',
    ]),
  );
  return `"${pieces.join('').replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2')}"`;
}

/** An integer expression as dtc has them: it must stand in parentheses. */
export function expressionWord(random: Random, depth = 0): string {
  const operand = (): string =>
    depth < 4 && random.oneIn(3)
      ? expressionWord(random, depth + 1)
      : random.oneIn(9)
        ? characterWord(random)
        : numberWord(random);
  const form = random.below(8);
  if (form === 0) return `(${random.pick(['-', '~', '!', '- -', '!~'])}${operand()})`;
  if (form === 1) return `(${operand()} ? ${operand()} : ${operand()})`;
  const operator = random.pick([
    '+',
    '-',
    '*',
    '/',
    '%',
    '<<',
    '>>',
    '&',
    '|',
    '^',
    '&&',
    '||',
    '==',
    '!=',
    '<',
    '>',
    '<=',
    '>=',
  ]);
  return form === 2
    ? `(${operand()} ${operator} ${operand()} ${operator} ${operand()})`
    : `(${operand()} ${operator} ${operand()})`;
}
