import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlainChunk } from '../../src/preprocessor/plain-chunk.ts';
import type { ExpandedChunk, Preprocessed } from '../../src/preprocessor/preprocessed.ts';
import { PreprocessorCache } from '../../src/preprocessor/preprocessor-cache.ts';
import type { MacroUse } from '../../src/source/place.ts';
import { preprocessText } from './preprocess-text.ts';

/** Behind a `#line` no line is expanded by the plain expander. */
const SLOWLY = '#line 1 "again.dts"\n';

function expandedOf(preprocessed: Preprocessed): ExpandedChunk[] {
  return preprocessed.unit.chunks.filter((chunk) => chunk.kind === 'expanded');
}

function pathOf(use: MacroUse | undefined): string {
  if (use === undefined) return '';
  const { file, start, end } = use.use;
  return `${use.name}=${file.text.slice(start, end)} ${pathOf(use.parent)}`;
}

/** A chunk with all that is known of its places, but for the offsets, which a `#line` moves. */
function told(chunk: ExpandedChunk): unknown {
  const segments = chunk.segments.map(({ at, place, spelled }) => [
    at,
    place.file.text.slice(place.start, place.end),
    pathOf(place.via),
    spelled?.file.text.slice(spelled.start, spelled.end),
  ]);
  return [chunk.text, segments];
}

function expectSame(macros: string, lines: string): number {
  const plainly = expandedOf(preprocessText(macros + lines));
  const slowly = expandedOf(preprocessText(macros + SLOWLY + lines));
  expect(plainly.filter((chunk) => chunk instanceof PlainChunk).map(({ text }) => text)).toEqual(
    slowly.filter((_, index) => plainly[index] instanceof PlainChunk).map(({ text }) => text),
  );
  expect(plainly.filter((chunk) => chunk instanceof PlainChunk).map(told)).toEqual(
    slowly.filter((_, index) => plainly[index] instanceof PlainChunk).map(told),
  );
  return plainly.filter((chunk) => chunk instanceof PlainChunk).length;
}

const MACROS = `#define FLAT 0x10
#define SUM (FLAT + ONE)
#define ONE 1
#define PAIR(a, b) (((a) & 0xff) << 8) (b)
#define IO(pa, val)  PAIR((pa), 0x2030)  (val)
#define JOIN_(x, y...) x##y
#define JOIN(x, y...) JOIN_(x, y)
#define STRING_(x...) #x
#define STRING(x...) STRING_(x)
#define PORT(p, n) ((PORT_##p * 8) + n)
#define PORT_A 3
#define SLEEP(_pin, _mode) pin-## _pin { pins = #_pin; mode = <MODE_##_mode>; }
#define MODE_DOWN ONE
#define SELF (SELF + 1)
#define TWICE(x) x x
#define NAME PAIR
#define OPEN PAIR(
#define MINUS -1
`;

const HEADS = ['A', 'B(p)', 'C(p)', 'D(p, q)', 'E(p, q...)', 'F(p, q)', 'G', 'H'];
const PLAIN_TERMS = [
  '1',
  '0x2',
  'x',
  'y',
  '"s"',
  "'c'",
  '1.5',
  '+',
  '-',
  '<<',
  '&',
  '=',
  ':',
  '.',
  '@',
  ';',
  '#',
  '/',
];
const BODY_TERMS = ['p', 'q', 'p', 'q', '(p)', '(q)', 'p##q', '#p', 'x##p', 'p##1', '-##p', 'p##x##q', 'H p'];

/** Macros and lines that use them, by a seed: mostly well-formed, and mostly without macros inside themselves. */
class Inventor {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  invent(): { macros: string; lines: string } {
    const macros = HEADS.map((head, index) => `#define ${head} ${this.#text(BODY_TERMS, index + 1, 2)}\n`);
    const lines = Array.from({ length: 4 }, () => ` <${this.#text(PLAIN_TERMS, 0, 3)}>\n`);
    return { macros: macros.join(''), lines: lines.join('') };
  }

  #text(terms: readonly string[], firstMacro: number, depth: number): string {
    let text = '';
    for (let left = 1 + this.#below(4); left > 0; left--) {
      text += this.#term(terms, firstMacro, depth) + ['', ' ', ' ', '  ', '\t'][this.#below(5)];
    }
    return text;
  }

  #term(terms: readonly string[], firstMacro: number, depth: number): string {
    const choice = this.#below(10);
    if (choice < 5 || depth === 0) return terms[this.#below(terms.length)] ?? '';
    if (choice === 5) return PLAIN_TERMS[this.#below(PLAIN_TERMS.length)] ?? '';
    if (choice === 6) return `(${this.#text(terms, firstMacro, depth - 1)})`;

    const isAny = this.#below(12) === 0;
    const first = isAny ? 0 : firstMacro;
    const head = HEADS[first + this.#below(HEADS.length - first)] ?? '1';
    const name = head.charAt(0);
    if (head.length === 1) return head;
    const argument = () => this.#text(terms, firstMacro, depth - 1);
    const between = this.#below(4) === 0 ? ' ' : '';
    return `${name}${between}(${head.includes(',') ? `${argument()},${argument()}` : argument()})`;
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
}

describe('the plain expansion of a line is that of the full expander', () => {
  test.each([
    ['arguments with macros in them', '\tpins = <IO(SUM, FLAT | ONE) ONE>;'],
    ['a use in an argument', 'x = <PAIR(PAIR(1, ONE), 2)>;'],
    ['commas in parentheses', 'x = <PAIR((1, 2), 3)>;'],
    ['a comment behind it', 'x = <PAIR(1, 2)>; /* ONE */ // two'],
    ['comments around it', '/* a */ x = /* b */ <ONE /* c */ 0x2>; /* d */'],
    ['white space of all kinds', ' x\t=  <  PAIR ( 1 ,\t2  +  ONE )\tONE   2 > ;\t'],
    ['characters and strings in arguments', "x = <PAIR('B', ')')>, STRING(a), \"FLAT\";"],
    ['names that are made of two', 'JOIN(dcs_07, ONE): node@JOIN(b, 2) { };'],
    ['a name that is made and is a macro', 'x = <PORT(A, ONE)>;'],
    ['a string of an argument as it stands', 'STRING(ONE  +  two) STRING_(ONE  +  two);'],
    ['what cannot be made one token', 'SLEEP(gpk1-5, DOWN);'],
    ['the same argument twice', 'x = <TWICE(a  +  ONE)>;'],
    ['an operator next to one', 'x = <ONE MINUS (2 MINUS)>;'],
  ])('with %s', (_, line) => {
    expect(expectSame(MACROS, `${line}\n`)).toBe(1);
  });

  test.each([
    ['a macro in itself', 'x = <SELF>;'],
    ['a name without its parenthesis', 'x = <PAIR>;'],
    ['an expansion whose arguments follow it', 'x = <NAME(1, 2)>;'],
    ['a parenthesis that a macro opens', 'x = <OPEN 1, 2)>;'],
    ['arguments on two lines', 'x = <PAIR(1,\n2)>;'],
    ['too few arguments', 'x = <PAIR(1)>;'],
    ['an empty argument', 'x = <PAIR(, 1)>;'],
    ['a comment in the arguments', 'x = <PAIR(1, /* b */ 2)>;'],
    ['a macro that is computed', 'x = <PAIR(__LINE__, 1)>;'],
  ])('and leaves it %s', (_, line) => {
    expect(expectSame(MACROS, `${line}\n`)).toBe(0);
  });

  test('for generated macros and lines', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 30 }), (seed) => {
        const { macros, lines } = new Inventor(seed).invent();
        plain += expectSame(macros, lines);
      }),
      { numRuns: 500 },
    );
    expect(plain).toBeGreaterThan(200);
  });

  test('for boards that define the same macros in other ways', () => {
    const values = fc.constantFrom('1', '(2)', 'B', 'C', 'x', 'D(1)');
    const definitions = fc
      .tuple(values, values, fc.constantFrom('p', '(p + B)', 'C p', 'p##1'))
      .map(([b, c, d]) => `#define B ${b}\n#define C ${c}\n#define D(p) ${d}\n`);
    const soc = '#define A (B + D(C))\nx = <A B>;\ny = <D(B) C>; /* D */\nz = <D(x)>;\n';
    const read = (text: string, cache: PreprocessorCache) => {
      const { unit } = preprocessText(`${text}#include "soc.dtsi"\n`, {
        files: { '/boards/soc.dtsi': soc },
        cache,
      });
      return unit.chunks.map((chunk) => {
        if (chunk.kind !== 'included') return chunk.kind;
        return chunk.unit.chunks.map((inner) => (inner.kind === 'expanded' ? told(inner) : inner.kind));
      });
    };
    fc.assert(
      fc.property(fc.array(definitions, { minLength: 2, maxLength: 5 }), (boards) => {
        const shared = new PreprocessorCache();
        for (const board of boards) expect(read(board, shared)).toEqual(read(board, new PreprocessorCache()));
      }),
      { numRuns: 200 },
    );
  });
});
