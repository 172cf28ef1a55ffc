import type { Random } from '../../fuzz/random.ts';

/** Members of a node that are right, plain or not. */
const members: readonly string[] = [
  'p = <1 2>, "x", [00 fF], &{/a/b@1}, &l;',
  'a: p = b: <c: 1 d: &l e:> f:, g: "s" h:;',
  'p = /bits/ 8 <1 (1+1)>, /bits/ 16 <0xffff>, /bits/ 64 <(-1) 0xffffffffffffffff>;',
  'p = /bits/ 0x20 <1>; q = /bits/ 64 <&l>;',
  'p = <4294967295 0777 1ULL 2LL 0xfU>;',
  'p = <(1 ? 2 : 3) (1 << 31) (1 << 64) (0x80000000 * 2 / 4) (~0) (-(1)) (!!7)>;',
  "p = <'a' '\\n' '\\''>;",
  "p = <('A' + 1) 'b'>, /bits/ 16 <'c'>;",
  'p = "\\x4", "\\0", "\\777", "\\q\\"", "caf\u00e9", "";',
  'p = "one\\\ntwo";',
  'p = [1 2 l: 34];',
  'p = /incbin/("file.bin"), /incbin/("f", 0, 1);',
  '/delete-property/ p; /delete-node/ n;',
  'l: m: n@1 { p; }; /omit-if-no-ref/ n { };',
  'l: /omit-if-no-ref/ n { /delete-property/ p; n { }; /delete-node/ n; };',
  'n@0,1 { }; 1n { }; n@ { };',
  'p; p; phandle = <1>; name = "n"; linux,phandle = <1>; p@1;',
  'M = <M F(1) F((2, 3))>; F(4) = "x"; p = <F (5) M>;',
  'p = EMPTY <1> EMPTY; EMPTY',
  'p = <NUMBER (NUMBER)>; NAME { NAME = "NAME"; };',
  'p /* c */ = /* " */ <1 // >;\n 2>;',
  'p = <&{/} &{l/a} &l&l 1&l>;',
  '#line 7 "other.dts"\np;',
];

/** Others, of which one in some is enough: each mistake is repaired, which takes its time. */
const wrongMembers: readonly string[] = [
  'p = /bits/ 8 <256 (-1) (-129)>;',
  'p = <4294967296 0xffffffffffffffffff 08 0x 2ul 3LLU>;',
  'p = <(5 % 0)>;',
  'p = <1>, <2>,, <3>;',
  'p = [0], [0 1], [12 3];',
  '#include "none.h"',
  '/delete-node/ &l;',
  'n@0x0 { };',
  'n { }; p;',
  '\\p; \\n { };',
  'p = <-1>;',
  'p = <&{l} &{/a//b}>;',
  'p = <1>; }; n2 {',
  '\u00a0p;',
];

/** What may stand between two nodes at the top. */
const statements: readonly string[] = [
  '/memreserve/ 0x1000 (2 * 0x800);',
  'l: m: /memreserve/ 1 2;',
  '/dts-v1/; /plugin/;',
  '/delete-node/ &l; /delete-node/ &{/a/b}; /omit-if-no-ref/ &l;',
  'l: &l { p; }; &{/a} { n { }; }; &{l/b} { };',
  '/ { }; / { n { p = <1>; }; };',
  '#if 1\n/ { p; };\n#else\n/ { q; };\n#endif\n',
  'STATEMENT',
];

const wrongStatements: readonly string[] = ['l: m: &l { };', '/ { n { ', '}; };', ';'];

const macros =
  '#define M 1\n#define F(x) x\n#define EMPTY\n#define NUMBER 0x10\n#define NAME n\n#define STATEMENT / { p = <NUMBER>; };\n';

const includes: readonly string[] = ['/include/ "part.dtsi"', '#include "part.dtsi"', ''];

/** What may stand between any two tokens, or should not. */
const between: readonly string[] = [
  ' ',
  '\n',
  '\t\f\v\r',
  '/* c */',
  '/* " */',
  '// c\n',
  '\\\n',
  '\\',
  '//',
  '/*',
  '#',
  ';',
  ':',
  'l:',
  '&',
  '<',
  '>',
  '"',
  '(',
  ')',
  '{',
  '}',
  '=',
  ',',
  '0',
  'x',
  'L',
  'M',
  'F',
  '@',
  '\0',
  '\u00e9',
];

const longestPiece = 500;

/** A source of 2 files, of pieces of others, with oddities put in, and now and then a slip. */
export function oddText(
  sources: readonly string[],
  random: Random,
): { readonly main: string; readonly part: string } {
  const member = (): string => random.pick(random.oneIn(20) ? wrongMembers : members);
  const statementsOf = (): string => {
    const body = Array.from({ length: random.between(1, 3) }, member).join('\n');
    const own = `${random.pick(['/', '&l', 'l: &{/a}'])} {\n${body}\nn {\n${member()}\n}; };`;
    const piece = random.oneIn(2) ? pieceOf(random.pick(sources), random) : '';
    const other = random.pick(random.oneIn(10) ? wrongStatements : statements);
    return [own, other, piece].join('\n');
  };
  const main = `${macros}/dts-v1/;\n${random.pick(includes)}\n${statementsOf()}\n${random.pick(includes)}\n`;
  return { main: slipped(main, macros.length, random), part: slipped(statementsOf(), 0, random) };
}

/** Lines of a source, from the beginning of a block on. */
function pieceOf(source: string, random: Random): string {
  const starts = [...source.matchAll(/^\S.*\{$/gm)].map(({ index }) => index);
  if (starts.length === 0) return '';
  const start = random.pick(starts);
  const end = source.indexOf('\n};', start);
  return end === -1 || end > start + longestPiece ? '' : source.slice(start, end + 3);
}

/** Once in two times a character or some are left out, repeated or put in, behind `from`. */
function slipped(text: string, from: number, random: Random): string {
  const at = random.between(from, text.length);
  const length = random.between(1, 5);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at + length) + text.slice(at);
    case 2:
    case 3:
      return text.slice(0, at) + random.pick(between) + text.slice(at);
    default:
      return text;
  }
}
