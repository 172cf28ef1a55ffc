import type { Random } from '../random.ts';
import { generateTree } from './generate-tree.ts';
import { numberWord, stringWord } from './random-words.ts';

/** A program for the preprocessor: its main file, and those that it includes. */
export interface PreprocessorProgram {
  readonly main: string;
  readonly parts: ReadonlyMap<string, string>;
}

const partNames = ['part.dtsi', 'part.h', 'deep/other.dtsi'] as const;

/** Macros of all kinds, conditionals, includes, line directives, pasting and stringizing; the tree uses what was defined. */
export function generatePreprocessor(random: Random): PreprocessorProgram {
  const parts = new Map<string, string>();
  for (const name of partNames) if (!random.oneIn(3)) parts.set(name, lines(random, 6, name.endsWith('.h')));
  const head = lines(random, 10, true);
  const tree = random.oneIn(3)
    ? generateTree(random).replace('/dts-v1/;', '')
    : `/ {\n${nodeLines(random)}};\n`;
  return { main: `${random.oneIn(2) ? head : ''}/dts-v1/;\n${head}${tree}${lines(random, 4, true)}`, parts };
}

function lines(random: Random, most: number, isHeader: boolean): string {
  const made = random.some(most, () => line(random, isHeader));
  return made.map((each) => `${each}\n`).join('');
}

function line(random: Random, isHeader: boolean): string {
  switch (random.below(isHeader ? 12 : 14)) {
    case 0:
    case 1:
      return `#define ${name(random)} ${body(random, [])}`;
    case 2:
    case 3:
    case 4: {
      const parameters = random.pick([[], ['x'], ['x', 'y'], ['x', '...'], ['...'], ['args...'], ['x', 'x']]);
      return `#define ${functionName(random)}(${parameters.join(', ')}) ${body(random, parameters)}`;
    }
    case 5:
      return `#undef ${random.oneIn(2) ? name(random) : functionName(random)}`;
    case 6:
      return random.pick([
        '#include "part.dtsi"',
        '#include <part.h>',
        '#include "deep/other.dtsi"',
        '/include/ "part.dtsi"',
        `#include ${name(random)}`,
        '#include_next "part.h"',
        '#import "part.h"',
      ]);
    case 7:
    case 8:
      return conditional(random, isHeader);
    case 9:
      return random.pick([
        '#line 7',
        '#line 9 "other.dts"',
        '# 3 "m.dts" 1',
        '#pragma once',
        '#pragma x',
        '#',
        '#warning w',
        '#ident "x"',
        '#unknown x',
        '#error e',
        '#line 0x10',
        '#assert x(y)',
      ]);
    case 10:
      return random
        .pick([
          '/* comment */',
          '// comment \\',
          '/* two\nlines */',
          '',
          `${name(random)}`.padEnd(30),
          '\\',
          '"',
        ])
        .slice(0, isHeader ? 40 : 40);
    case 11:
      return random.pick([
        '#define f(x) f(x)',
        '#define g f',
        '#define EMPTY',
        '#define LP (',
        '#define h(a) #a',
        '#define cat(a, b) a ## b',
        '#define xcat(a, b) cat(a, b)',
      ]);
    default:
      return `/ {\n${nodeLines(random)}};`;
  }
}

function conditional(random: Random, isHeader: boolean): string {
  const open = random.pick([
    `#if ${condition(random, 0)}`,
    `#ifdef ${name(random)}`,
    `#ifndef ${functionName(random)}`,
    `#if defined(${name(random)}) && ${condition(random, 0)}`,
    '#if __has_include("part.dtsi")',
    '#if',
  ]);
  const middle = random.oneIn(3)
    ? `${random.pick([`#elif ${condition(random, 0)}`, `#elifdef ${name(random)}`, '#elifndef A', '#else'])}\n${lines(random, 2, isHeader)}`
    : '';
  const last = random.oneIn(3) ? `#else\n${lines(random, 2, isHeader)}` : '';
  return `${open}\n${lines(random, 3, isHeader)}${middle}${last}${random.oneIn(40) ? '' : '#endif'}`;
}

function condition(random: Random, depth: number): string {
  const operand = (): string =>
    depth < 3 && random.oneIn(3)
      ? `(${condition(random, depth + 1)})`
      : random.pick([
          numberWord(random),
          name(random),
          `defined ${name(random)}`,
          call(random, 1),
          "'a'",
          '-1',
          '0x7fffffffffffffff',
          '0xffffffffffffffffU',
        ]);
  const operator = random.pick([
    '+',
    '-',
    '*',
    '/',
    '%',
    '<<',
    '>>',
    '<',
    '>',
    '<=',
    '>=',
    '==',
    '!=',
    '&',
    '|',
    '^',
    '&&',
    '||',
    ',',
  ]);
  return random.pick([
    operand,
    () => `${operand()} ${operator} ${operand()}`,
    () => `!${operand()}`,
    () => `${operand()} ? ${operand()} : ${operand()}`,
  ])();
}

function body(random: Random, parameters: readonly string[]): string {
  const words = random.some(6, () => {
    switch (random.below(9)) {
      case 0:
      case 1:
        return parameters.length === 0 ? numberWord(random) : random.pick(['x', 'y', '__VA_ARGS__', 'args']);
      case 2:
        return `#${random.pick(['x', 'y', '__VA_ARGS__'])}`;
      case 3:
        return '##';
      case 4:
        return call(random, 1);
      case 5:
        return random.pick([
          '(',
          ')',
          ',',
          '+',
          '<',
          '>',
          '&',
          ';',
          '=',
          '__VA_OPT__(,)',
          '__VA_OPT__(x)',
          '__LINE__',
          '__COUNTER__',
          '__FILE__',
        ]);
      case 6:
        return stringWord(random);
      case 7:
        return random.oneIn(2) ? name(random) : functionName(random);
      default:
        return numberWord(random);
    }
  });
  return words.join(random.pick([' ', ' ', '', ' \\\n ', ' /* */ ']));
}

function call(random: Random, depth: number): string {
  const inner = random.some(3, () =>
    depth < 4 && random.oneIn(3)
      ? call(random, depth + 1)
      : random.pick([name(random), numberWord(random), '', '(1, 2)', '"s, t"', 'x']),
  );
  return `${functionName(random)}${random.pick(['', '', ' ', '\n'])}(${inner.join(random.oneIn(9) ? ',\n' : ', ')}${random.oneIn(40) ? '' : ')'}`;
}

function nodeLines(random: Random): string {
  const made = random.some(5, (index) => {
    const cells = random
      .some(4, () =>
        random.pick([
          name(random),
          numberWord(random),
          call(random, 0),
          `(${name(random)} + 1)`,
          `(${call(random, 0)})`,
        ]),
      )
      .join(' ');
    return random.pick([
      () => `p${index} = <${cells}>;`,
      () => `p${index} = h(${cells});`,
      () => `xcat(p, ${index}) = <${cells}>;`,
      () => `#size-cells = <${cells}>;`,
      () => `l${index}: n${index} { q = <&l${random.below(5)} ${cells}>; };`,
      () => `${name(random)}`,
    ])();
  });
  const ordered = made.toSorted((left, right) => Number(left.includes('{')) - Number(right.includes('{')));
  return ordered.map((each) => `\t${each}\n`).join('');
}

function name(random: Random): string {
  return random.pick(['A', 'B', 'C', 'BASE', 'SIZE', 'EMPTY', 'LP', 'g']);
}

function functionName(random: Random): string {
  return random.pick(['f', 'g', 'h', 'cat', 'xcat', 'M', 'RANGE']);
}
