import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lex } from '../../../grammar/lexer.ts';
import { DtsParser } from '../../../grammar/parser.ts';
import { parsePlain } from '../../../grammar/plain/plain-parser.ts';
import { PlainTokens } from '../../../grammar/plain/plain-tokens.ts';
import { SourceText } from '../../../grammar/source-text.ts';
import { unitFromText } from '../../../grammar/unit-from-text.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { plainSyntax } from '../../helpers/plain-syntax.ts';

const boards = 'fixtures/boards';
const parser = new DtsParser();

function textOf(source: string): SourceText {
  const text = new SourceText();
  const file = new SourceFile('board.dts', source);
  text.append([{ kind: 'clean', file, start: 0, end: source.length }]);
  return text;
}

/** Syntax without the text that all of it refers to. */
function shown(text: SourceText, statements: unknown): unknown {
  const plain = JSON.stringify(plainSyntax(statements), (key, value: unknown) => {
    if (key === 'text') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
  return { statements: JSON.parse(plain), values: [...text.values] };
}

function byGrammar(source: string): { readonly problems: number; readonly shown: unknown } {
  const text = textOf(source);
  const { tokens } = lex(source, 'name');
  const { statements, problems } = parser.parse(text, tokens, {});
  return { problems: problems.length, shown: shown(text, statements) };
}

function plainly(source: string, maxNesting = 1000): unknown {
  const text = textOf(source);
  const tokens = new PlainTokens();
  for (const { chunks, from, to } of text.pieces) {
    tokens.write(chunks, from, to, source.length);
    if (tokens.add() === -1) return undefined;
  }
  const statements = parsePlain(text, tokens, maxNesting);
  return statements && shown(text, statements);
}

const inside = (text: string): string => `/dts-v1/;\n/ { ${text} };`;

const plain = {
  'an empty text': '',
  headers: '/dts-v1/; /plugin/;',
  'reservations with expressions': '/dts-v1/; a: b: /memreserve/ 0x10000000 (4 * 0x400);',
  'extensions by label and by path': '&uart0 { status = "okay"; }; l: &{/soc/x@0} { }; &{uart0/sub} { };',
  'deletions at the top': '/delete-node/ &a; /delete-node/ &{/b/c}; /omit-if-no-ref/ &d;',
  'nodes, labels and deletions inside': inside(
    'a: b: n@1,2 { /delete-property/ x; p; q { }; /delete-node/ r; }; /omit-if-no-ref/ o: s { }; k: /omit-if-no-ref/ t { };',
  ),
  'names that occur twice': inside('a; a = <1>; b { }; b { };'),
  'names of signs and digits': inside('#size-cells = <1>; 8250,x.y_z+*?-; @a; a@b = "";'),
  'special properties': inside('phandle = <1>; n { linux,phandle = <2>; }; m { name = "m"; };'),
  numbers: inside('a = <0 7 010 0x1F 0XfULL 12UL 3U 4LL 5L 4294967295 0xffffffff 0x0000000001>;'),
  'wide numbers': inside('a = /bits/ 64 <0xffffffffffffffff 18446744073709551615 (1 << 63) 0x12345678901>;'),
  'elements of other sizes': inside('a = /bits/ 8 <1 0xff (-1)>, /bits/ 16 <0x1234>, /bits/ 32 <5>;'),
  'expressions of every operator': inside(
    'a = <(1 + 2 * 3 - 4 / 2 % 3) (1 << 4 >> 2) (1 < 2) (1 > 2) (1 <= 2) (1 >= 2) (1 == 2) (1 != 2) (6 & 3) (6 | 1) (6 ^ 3) (1 && 0) (0 || 1)>;',
  ),
  'signs, choices and parentheses': inside(
    'a = <(-1) (~0 & 0xff) (!5) (1 ? 2 : 3 ? 4 : 5) ((((7)))) (- - !~1)>;',
  ),
  'operators that bind from the left': inside(
    'a = <(10 - 4 - 3) (100 / 10 / 5) (1 << 2 << 3) (2 | 1 & 3 ^ 4 == 4)>;',
  ),
  characters: inside(`a = <'x' ('A' - 'B' + 1)>, /bits/ 8 <'~' '"' '/' ' '>, /bits/ 64 <'0'>;`),
  references: inside('a = <&x 1 &{/p/q@1} 2>, &x, &{/p}, <&{l/m}>;'),
  'labels in values': inside('x: a = p: <q: 1 r: 2 s:> t:, u: "v" w:, k: [ab cd] m:;'),
  strings: inside('a = "x", "", "a\\tb\\\\\\"\\x41\\101", "é\\é€", "two\nlines", "//no /*comment";'),
  bytes: inside('a = [00 ff AB 0123 4567], [];'),
  comments: '/* a */ / { // b\n a /* c */ = /* d */ <1 // e\n 2>; };',
  'blanks of all kinds': '/\t{\r\n\fa\v=\n<1>;};',
} as const;

const notPlain = {
  'a character by an escape': inside("a = <'\\n'>;"),
  'two characters': inside("a = <'ab'>;"),
  'no character': inside("a = <''>;"),
  'a character that is not ASCII': inside("a = <'é'>;"),
  'cells of as many bits as a character says': inside("a = /bits/ '@' <1>;"),
  'a character outside of a value': "/ { '/' };",
  'a file': inside('a = /incbin/("x");'),
  'a value without its semicolon': inside('a = <1>'),
  'a string without its end': inside('a = "x'),
  'a comment without its end': '/dts-v1/; /* x',
  'a number with letters behind it': inside('a = <12ab>;'),
  'a number of a base without such a digit': inside('a = <08>;'),
  'a number without digits': inside('a = <0x>;'),
  'a number beyond 64 bits': inside('a = <0x10000000000000000>;'),
  'a cell that loses bits': inside('a = <0x100000000>;'),
  'a division by zero': inside('a = <(1 / 0)>;'),
  'a word': inside('a = <MACRO>;'),
  'an operator without parentheses': inside('a = <1 + 2>;'),
  'a reference of 8 bits': inside('a = /bits/ 8 <&x>;'),
  'cells of 24 bits': inside('a = /bits/ 24 <1>;'),
  'half a byte': inside('a = [abc];'),
  'a property behind a subnode': inside('n { }; a;'),
  'a deletion of a property behind a subnode': inside('n { }; /delete-property/ a;'),
  'a property to omit': inside('/omit-if-no-ref/ a;'),
  'a label before the root': 'a: / { };',
  'two labels before a reference': 'a: b: &c { };',
  'an address with a prefix': inside('n@0x10 { };'),
  'an unknown directive': '/dts-v2/;',
  'a directive with a slash behind it': '/dts-v1//; / { };',
  'a name with a backslash': inside('\\a;'),
  'an escape without digits': inside('a = "\\x";'),
  'a brace too many': '/ { }; };',
  'a brace too few': '/ { n { };',
  'a semicolon alone': '/dts-v1/;;',
} as const;

describe('what is plain is read as the grammar reads it', () => {
  it.each(Object.entries(plain))('%s', (_, source) => {
    const { problems, shown: expected } = byGrammar(source);

    expect(problems).toBe(0);
    expect(plainly(source)).toEqual(expected);
  });

  it.each(Object.entries(notPlain))('and %s is left to it', (_, source) => {
    expect(plainly(source)).toBeUndefined();
  });

  it('nodes that are nested deeper than allowed are left to it', () => {
    expect(plainly('/ { a { b { }; }; };', 2)).toBeUndefined();
    expect(plainly('/ { a { b { }; }; };', 3)).toBeDefined();
    expect(plainly(`/ { ${'n { '.repeat(20_000)}${'}; '.repeat(20_000)}};`, 100_000)).toBeUndefined();
    expect(plainly(inside(`a = <${'('.repeat(20_000)}1${')'.repeat(20_000)}>;`))).toBeUndefined();
    expect(plainly(inside(`a = <(${'-'.repeat(20_000)}1)>;`))).toBeUndefined();
    expect(plainly(inside(`a = <(${'1 ? 1 : '.repeat(20_000)}1)>;`))).toBeUndefined();
  });
});

describe('a slip anywhere', () => {
  const sources = [...Object.values(plain), ...readdirSync(boards).flatMap((name) => sourceOf(name))];

  it('makes a text that both read alike, or that is left to the grammar', () => {
    const random = randomNumbers(7);
    let read = 0;
    for (let round = 0; round < 3000; round++) {
      const source = slipped(sources[random() % sources.length] ?? '', random);
      const found = plainly(source);
      if (found === undefined) continue;
      read++;
      const { problems, shown: expected } = byGrammar(source);
      expect({ source, problems }).toEqual({ source, problems: 0 });
      expect(found).toEqual(expected);
    }
    // Else nothing was compared.
    expect(read).toBeGreaterThan(100);
  });

  const signs = [
    '<',
    '>',
    ';',
    '{',
    '}',
    '(',
    ')',
    ':',
    '&',
    '"',
    '/',
    '*',
    '0',
    'x',
    'L',
    ' ',
    ',',
    '=',
    '[',
    ']',
    '|',
    '?',
  ];

  function slipped(source: string, random: () => number): string {
    const from = random() % Math.max(1, source.length - 400);
    const piece = source.length < 500 ? source : source.slice(from, from + 400);
    const at = random() % (piece.length + 1);
    const kept = random() % 3 === 0 ? at : at + (random() % 4);
    const put = random() % 2 === 0 ? (signs[random() % signs.length] ?? '') : '';
    return piece.slice(0, at) + put + piece.slice(kept);
  }
});

function sourceOf(name: string): readonly string[] {
  return name.endsWith('.dts') ? [readFileSync(`${boards}/${name}`, 'utf8').replace(/^#.*/gm, '')] : [];
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

it('more tokens than there may be are left to the grammar, which tells of them', () => {
  const tokensOf = (most: number): number => {
    const tokens = new PlainTokens();
    tokens.write(unitFromText(new SourceFile('board.dts', '/dts-v1/; / { };')).chunks, 0, 1, 100);
    return tokens.add(most);
  };
  expect(tokensOf(6)).toBe(6);
  expect(tokensOf(5)).toBe(-1);
});
