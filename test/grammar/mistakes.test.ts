import { describe, expect, it } from 'vitest';
import { buildText, summary } from '../devicetree/tree-of.ts';
import { processorTime } from '../helpers/processor-time.ts';

/** What is wrong with the body of a root node that begins on line 2. */
function mistakesIn(body: string): string[] {
  return summary(buildText(`/dts-v1/;\n/ {${body}\n};\n`).problems);
}

describe('one mistake gives one problem, and the next is found as well', () => {
  it.each([
    ['a missing semicolon after a string', '\n a = "x"\n b = <1>;', ['3:8 missing-semicolon']],
    ['a missing semicolon after a name', '\n a\n b-c = <1>;', ['3:2 missing-semicolon']],
    ['a missing semicolon at the end of a body', '\n a = <1>', ['3:8 missing-semicolon']],
    ['a missing semicolon after a node', '\n n { }\n m { };', ['3:6 missing-semicolon']],
    [
      'a missing semicolon in three places',
      '\n a = <1>\n b-c = "x"\n #d;\n n {\n e\n };',
      ['3:8 missing-semicolon', '4:10 missing-semicolon', '7:2 missing-semicolon'],
    ],
    ['a property after a subnode', '\n n { };\n a;', ['4:2 property-after-subnode']],
    ['an unknown directive', '\n /delete-nod/ n;\n a;', ['3:2 unknown-directive']],
    ['an unknown width', '\n a = /bits/ 7 <1>;', ['3:13 bits-width']],
    ['a comma between cells', '\n a = <1, 2>;\n b = <3>;', ['3:8 comma-between-cells']],
    ['a bare operator', '\n a = <1 | 2>;', ['3:9 bare-operator']],
    ['two unknown macros', '\n a = <FOO BAR(1, (2)) 3>;', ['3:7 unexpected-word', '3:11 unexpected-word']],
    ['an unknown macro for a value', '\n a = FOO;\n b;', ['3:6 unexpected-word']],
    ['a missing comma', '\n a = "x" "y";\n b = <1> <2>;', ['3:8 missing-comma', '4:8 missing-comma']],
    ['a missing angle bracket', '\n a = <1 2;\n b = <3>;', ['3:9 missing-angle']],
    ['a missing angle bracket and semicolon', '\n a = <1 2\n b = <3>;', ['3:9 missing-angle']],
    ['a missing bracket', '\n a = [01 02;\n b = <3>;', ['3:11 missing-bracket']],
    ['half a byte', '\n a = [01 2];', ['3:10 bad-byte']],
    ['an octal number with a 9', '\n a = <09>;', ['3:7 bad-number']],
    ['a number beyond 64 bits', '\n a = <0x10000000000000000>;', ['3:7 number-out-of-range']],
    ['an empty character', "\n a = <''>;", ['3:7 bad-character']],
    ['a long character', "\n a = <'ab'>;", ['3:7 bad-character']],
    ['a division by zero', '\n a = <(1 / 0)>;', ['3:10 division-by-zero']],
    ['a division by zero in the branch not taken', '\n a = <(1 ? 2 : 1 % 0)>;', ['3:18 division-by-zero']],
    ['a reference among 16-bit elements', '\n a = /bits/ 16 <&{/}>;', ['3:17 reference-width']],
    ['something that is no reference', '\n a = <&{foo}>;', ['3:7 bad-reference']],
    ['an extension inside a node', '\n n { };\n &n { };', ['4:2 reference-in-body']],
    ['a semicolon too many', '\n a;;\n b;', ['3:4 stray-semicolon']],
    ['two @ in a node', '\n a@1@2 { };', ['3:2 node-name']],
    ['a node with an address only', '\n @1 { };', ['3:2 node-name']],
    ['an @ in a property', '\n a@1;', ['3:2 property-name']],
    ['/incbin/ where nothing can be read', '\n a = /incbin/("f");', ['3:15 incbin']],
    ['a lower-case suffix', '\n a = <1u>;', ['3:8 unexpected-word']],
    ['a hex escape without digits', '\n a = "\\\\\\x", "\\\\x";', ['3:6 bad-escape']],
    ['a # in a node', '\n a#1 { };', ['3:2 node-name']],
    ['a missing brace behind an address', '\n a@1\n b;\n c { };\n };\n d { };', ['3:4 missing-brace']],
    ['a missing brace behind a label', '\n l: a\n b;\n };', ['3:5 missing-brace']],
    ['a missing brace before indented lines', '\n a\n  b;\n };', ['3:2 missing-brace']],
    ['properties after a subnode', '\n n { };\n a;\n b;', ['4:2 property-after-subnode']],
  ])('%s', (_, body, expected) => {
    expect(mistakesIn(body)).toEqual(expected);
  });
});

describe('mistakes outside nodes', () => {
  it.each([
    ['no version', '/ { };', ['1:1 missing-version']],
    ['an empty file', '', ['1:1 empty-file']],
    ['a file of comments', '/* nothing */\n', ['1:1 empty-file']],
    ['no node', '/dts-v1/;', ['1:1 no-node']],
    ['a name without a sign', '/dts-v1/;\nfoo { a; };\n/ { };', ['2:1 name-at-top-level']],
    ['a brace too many', '/dts-v1/;\n/ {\n};\n};\n/ { };', ['4:1 stray-brace']],
    ['a label on the root', '/dts-v1/; a: / { };', ['1:11 label-on-root']],
    ['a reservation after a node', '/dts-v1/; / { }; /memreserve/ 1 2;', ['1:18 late-memreserve']],
    ['a version after a node', '/dts-v1/; / { }; /dts-v1/;', ['1:18 misplaced-header']],
    ['/plugin/ behind one version only', '/dts-v1/; /dts-v1/; /plugin/; / { };', ['1:11 mixed-headers']],
    ['binary', '\u00d0\r\ufeed\0\0\0', ['1:4 binary-input']],
    ['rubbish', '\u0001\u0002 % \u0003 foo \u00ff', ['1:1 syntax-error']],
    ['an unterminated comment', '/dts-v1/;\n/ {\n /* a;\n};', ['3:2 unterminated-comment']],
    ['an unterminated string', '/dts-v1/;\n/ {\n a = "b;\n c = "d";\n};', ['3:6 unterminated-string']],
    ['an unterminated list', '/dts-v1/;\n/ {\n a = <1', ['3:7 missing-angle']],
  ])('%s', (_, text, expected) => {
    expect(summary(buildText(text).problems)).toEqual(expected);
  });

  it('points at the brace that was probably forgotten', () => {
    const { problems } = buildText('/dts-v1/;\n/ {\n\ta {\n\t\tx;\n\n\tb {\n\t};\n};\n\n&b { };\n');
    expect(summary(problems)).toEqual(['4:4 missing-brace']);
    expect(problems[0]?.related?.map(({ place }) => place.file.lineColumn(place.start).line)).toEqual([3]);
  });

  it('says what was expected and what was found', () => {
    const { problems } = buildText('/dts-v1/;\n/ {\n a = "x"\n b;\n};');
    expect(problems[0]?.message).toBe('Expected `;` after `"x"`, found `b`.');
  });

  it('stops telling after a hundred', () => {
    const { problems } = buildText(`/dts-v1/; / { ${'a = <09>; '.repeat(500)} };`);
    expect(problems.filter(({ code }) => code === 'bad-number')).toHaveLength(100);
    expect(problems.filter(({ code }) => code === 'too-many-problems')).toHaveLength(1);
  });
});

describe('hostile input is refused quickly', () => {
  it.each([
    ['nodes', `/ { ${'n { '.repeat(10_000)}${'}; '.repeat(10_000)} };`],
    ['unclosed nodes', `/ { ${'n { '.repeat(10_000)}`],
    ['parentheses', `/ { a = <${'('.repeat(10_000)}1${')'.repeat(10_000)}>; };`],
    ['choices', `/ { a = <(${'1 ? '.repeat(5_000)}2${' : 3'.repeat(5_000)})>; };`],
  ])('10,000 nested %s', (_, text) => {
    const started = processorTime();
    const { problems } = buildText(`/dts-v1/; ${text}`);
    expect(problems[0]?.code).toBe('nesting-too-deep');
    expect(processorTime() - started).toBeLessThan(2000);
  });

  it.each([
    ['semicolons after values', 'a = <1>\n'],
    ['semicolons after names', 'a\n'],
    ['braces', 'a@1 }\n'],
    ['quotes', 'a = "x;\n'],
  ])('50,000 missing %s', (_, line) => {
    const started = processorTime();
    expect(buildText(`/dts-v1/; / {\n${line.repeat(50_001)}};`).problems).not.toEqual([]);
    expect(processorTime() - started).toBeLessThan(4000);
  });

  it('a string that does not end before 5,000 lines of words', () => {
    const started = processorTime();
    expect(buildText(`/dts-v1/; / {\na = "${'x\n'.repeat(5000)}};`).problems).not.toEqual([]);
    expect(processorTime() - started).toBeLessThan(2000);
  });

  it('200,000 properties of one name', () => {
    const { problems } = buildText(`/dts-v1/; / { ${'a; '.repeat(200_000)} };`);
    expect(problems[0]?.code).toBe('duplicate-property');
  });

  it('10,000 signs before a number are no nesting', () => {
    expect(buildText(`/dts-v1/; / { a = <(${'-'.repeat(10_000)}1)>; };`).problems).toEqual([]);
  });
});
