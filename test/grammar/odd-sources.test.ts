import { describe, expect, it } from 'vitest';
import { loadTree } from '../../src/project/load-tree.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { SourceFile } from '../../src/source/source-file.ts';

const files = {
  '/inc.dtsi': '/ { inc; };\n',
  '/body.dtsi': 'p = <1>;\n',
  '/bin8': '\x01\x02\x03\x04\x05\x06\x07\x08',
};

/** The codes of the errors in a source. */
function errorsOf(text: string, more: Readonly<Record<string, string>> = {}): readonly string[] {
  const access = new MemoryFiles({ ...files, ...more, '/x.dts': text });
  const project = new Project({ access, workingFolder: '/' });
  const file = project.files.open('/x.dts') as SourceFile;
  const { problems } = loadTree({ kind: 'source', file }, { project });
  return problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

const inRoot = (body: string) => `/dts-v1/;\n/ { ${body} };\n`;

describe('an odd source that dtc takes', () => {
  it.each([
    ['a label twice before a property', inRoot('a: a: p;')],
    ['a backslash as a character', inRoot("p = <'\\'>;")],
    [
      'a backslash as a character, and quotes in comments behind it',
      `${inRoot("p = <'\\\\'>; // it's\n")}/* 's */`,
    ],
    ['a quote as a character, and another character', inRoot("p = <'\\''>;\nq = <'x'>;")],
    ['a line break as a character', inRoot("p = <'\n'>;")],
    ['/include/ with its file on the next line', '/dts-v1/;\n/include/\n"inc.dtsi"'],
    ['/include/ with a comment before its file', inRoot('/include/ /* */ "body.dtsi"')],
    [
      'macros put aside',
      inRoot('\n#define a 1\n#pragma push_macro("a")\n#undef a\n#pragma pop_macro("a")\np = <a>;\n'),
    ],
    ['an assertion', inRoot('\n#assert m(x)\n#if #m(x) && !#m(y)\np;\n#else\n<\n#endif\n')],
    ['a line marker', inRoot('\n# 5 "f" 1\np;\n')],
  ])('is taken: %s', (_, text) => {
    expect(errorsOf(text)).toEqual([]);
  });
});

it('tells of a brace that is missing in an included file, and not of the files behind it', () => {
  const parts = { '/a.dtsi': 'a: n@1\n\tp;\n};\n};\n', '/b.dtsi': 'b: m { q { }; };\n' };
  const text = '/dts-v1/;\n/ {\nsoc {\n#include "/a.dtsi"\n#include "/b.dtsi"\n};\n';
  expect(errorsOf(text, parts)).toEqual(['missing-brace']);
});

describe('an odd source that cpp or dtc refuses', () => {
  it.each([
    [
      'a comment that begins with the last slash of a directive',
      '/dts-v1//**/;/ { };',
      ['unknown-directive'],
    ],
    [
      'a backslash as a character, and another character on a later line',
      inRoot("p = <'\\\\'>;\nq = <'x'>;"),
      ['bad-character', 'unexpected-word'],
    ],
    ['a comment in a path', '/dts-v1/; / { n { }; };\n&{//n} { };', ['bad-reference']],
    ['/incbin/ from behind any end', inRoot('p = /incbin/("bin8", (-1), 1);'), ['incbin']],
    ['/incbin/ without a file', inRoot('p = /incbin/();'), ['syntax-error']],
    ['/bits/ without a width', inRoot('p = /bits/ <1>;'), ['syntax-error']],
    ['/include/ without quotes', '/dts-v1/;\n/include/ <inc.dtsi>', ['unknown-directive']],
    ['a NUL in a line marker', inRoot('\n# 5 "f\\0"\np;\n'), ['bad-line-directive']],
    ['a line marker behind a comment', inRoot('\n/* */ # 5 "f"\np;\n'), ['syntax-error']],
    ['a line marker without a blank', inRoot('\n#5 "f"\np;\n'), ['syntax-error']],
    ['an assertion without an answer', inRoot('\n#assert x\n'), ['bad-assertion']],
    ['nothing taken back', inRoot('\n#unassert\n'), ['bad-assertion']],
    ['/plugin/ before /dts-v1/', '/plugin/; /dts-v1/;\n/ { };', ['misplaced-header']],
    ['/plugin/ twice', '/dts-v1/;\n/plugin/; /plugin/; / { };', ['misplaced-header']],
    ['/plugin/ behind a node', '/dts-v1/;\n/plugin/; / { }; /plugin/;', ['misplaced-header']],
    ['/plugin/ alone', '/plugin/; / { };', ['missing-version']],
    ['another version', '/dts-v2/; / { };', ['unknown-directive']],
    ['a reference alone', `${inRoot('l: n { };')}&l;`, ['syntax-error']],
    ['a header alone, without its semicolon', '/dts-v1/', ['missing-semicolon']],
    ['arguments whose macro is missing', inRoot('p = <(1, 2) (3)>;'), ['syntax-error']],
    [
      'arguments that never end, with an include behind them',
      `#define F(x) x\n${inRoot('p = <F(1>;')}\n#include "/inc.dtsi"\n`,
      ['unterminated-macro-call'],
    ],
    ['a quote without its partner', inRoot('p = "\\";'), ['unterminated-string']],
  ])('is refused for one reason: %s', (_, text, codes) => {
    expect(errorsOf(text)).toEqual(codes);
  });
});
