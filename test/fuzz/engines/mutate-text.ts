import type { Random } from '../random.ts';
import { dictionary, interestingNumbers } from './dictionary.ts';

/** The largest text that mutations make of one. */
const mostCharacters = 1 << 16;

/** Cuts a source into what its lexers would, roughly; nothing is lost. */
export function splitTokens(text: string): string[] {
  return (
    text.match(
      /\s+|\/\*[\s\S]{0,300}?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|\/[a-z0-9-]+\/|[\w,.+#?@&-]+|[\s\S]/g,
    ) ?? []
  );
}

/**
 * A text with one to some places changed.
 *
 * @param other a text that pieces are taken from
 */
export function mutateText(text: string, random: Random, other: string): string {
  let mutated = text;
  for (let count = random.pick([1, 1, 1, 2, 3, 5, 9]); count > 0; count--) {
    mutated = random.pick(mutations)(mutated, random, other).slice(0, mostCharacters);
  }
  return mutated;
}

type Mutation = (text: string, random: Random, other: string) => string;

const mutations: readonly Mutation[] = [
  // By lines.
  (text, random) =>
    withParts(text.split('\n'), '\n', (lines) =>
      lines.splice(random.below(lines.length), random.between(1, 4)),
    ),
  (text, random) =>
    withParts(text.split('\n'), '\n', (lines) => {
      const at = random.below(lines.length);
      lines.splice(random.below(lines.length), 0, ...lines.slice(at, at + random.between(1, 6)));
    }),
  (text, random, other) =>
    withParts(text.split('\n'), '\n', (lines) => {
      const foreign = other.split('\n');
      const at = random.below(foreign.length);
      lines.splice(random.below(lines.length), 0, ...foreign.slice(at, at + random.between(1, 8)));
    }),
  (text, random) =>
    withParts(text.split('\n'), '\n', (lines) => {
      const [left, right] = [random.below(lines.length), random.below(lines.length)];
      [lines[left], lines[right]] = [lines[right] ?? '', lines[left] ?? ''];
    }),
  (text, random) =>
    withParts(text.split('\n'), '\n', (lines) =>
      lines.splice(random.below(lines.length + 1), 0, random.pick(dictionary)),
    ),

  // By tokens.
  (text, random) =>
    withTokens(text, (tokens) => tokens.splice(random.below(tokens.length), random.between(1, 3))),
  (text, random) =>
    withTokens(text, (tokens) => tokens.splice(random.below(tokens.length), 1, random.pick(dictionary))),
  (text, random) =>
    withTokens(text, (tokens) => tokens.splice(random.below(tokens.length + 1), 0, random.pick(dictionary))),
  (text, random) =>
    withTokens(text, (tokens) => {
      const at = random.below(tokens.length);
      tokens.splice(random.below(tokens.length), 0, ...tokens.slice(at, at + random.between(1, 12)));
    }),
  (text, random) =>
    withTokens(text, (tokens) => {
      const [from, to] = [random.below(tokens.length), random.below(tokens.length)];
      tokens[to] = tokens[from] ?? '';
    }),
  (text, random) =>
    withTokens(text, (tokens) => {
      const numbers = tokens.flatMap((token, index) => (/^(0x[\da-f]+|\d+)$/i.test(token) ? [index] : []));
      if (numbers.length === 0) return;
      const number = random.pick(interestingNumbers);
      tokens[random.pick(numbers)] = random.oneIn(2) ? `${number}` : `0x${number.toString(16)}`;
    }),

  // By characters.
  (text, random) => splice(text, random.below(text.length), 1, String.fromCharCode(random.below(256))),
  (text, random) => splice(text, random.below(text.length), random.between(1, 20), ''),
  (text, random) =>
    splice(text, random.below(text.length), 0, random.pick(dictionary).repeat(random.pick([1, 2, 3, 40]))),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => wrap(text, random),
];

/** Something repeated many times: nesting, long lines, long lists. */
function wrap(text: string, random: Random): string {
  const times = random.pick([3, 30, 300, 3000]);
  const [open, close] = random.pick([
    ['(', ')'],
    ['a {', '};'],
    ['/ { a {', '}; };'],
    ['<', '>'],
    ['-', ''],
    ['1 + ', ''],
    ['1 ? 1 : ', '1'],
    ['a: ', ''],
    ['"x", ', ''],
    ['M(', ')'],
    ['#if 1\n', '\n#endif\n'],
    ['\\\n', ''],
    ['/* ', ''],
  ] as const);
  const at = random.below(text.length + 1);
  const inner = text.slice(at, at + random.below(20));
  return splice(text, at, inner.length, open.repeat(times) + inner + close.repeat(times));
}

function splice(text: string, at: number, length: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + length);
}

function withTokens(text: string, change: (tokens: string[]) => void): string {
  return withParts(splitTokens(text), '', change);
}

function withParts(parts: string[], glue: string, change: (parts: string[]) => void): string {
  change(parts);
  return parts.join(glue);
}
