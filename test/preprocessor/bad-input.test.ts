import { describe, expect, test } from 'vitest';
import { preprocessText, problemsOf, shown } from './preprocess-text.ts';

/** Input, and the problems that it has. */
const FAULTS: readonly (readonly [name: string, input: string, problems: readonly string[]])[] = [
  ['an #error that counts', 'x\n#error No "such board, it\'s gone\n', ['board.dts:2:1 user-error']],
  ['a #warning', '  #warning Old\n', ['board.dts:1:1 user-warning']],
  ['an #error in a group left out', '#if 0\n#error x\n#endif\n', []],
  ['an #if without end', 'x\n#if 1\n#ifdef A\n#endif\n', ['board.dts:2:1 unterminated-if']],
  ['a comment without end', 'x;\n  y; /* 1\n 2 */ /* open\n #if\n', ['board.dts:3:7 unterminated-comment']],
  ['an #endif too many', '#endif\n', ['board.dts:1:1 unexpected-directive']],
  ['an #else after #else', '#if 1\n#else\n#else\n#endif\n', ['board.dts:3:1 unexpected-directive']],
  ['a division by zero', '#if 1 / (2 - 2)\n#endif\n', ['board.dts:1:1 division-by-zero']],
  ['a condition that is empty', '#if\n#endif\n', ['board.dts:1:1 bad-condition']],
  ['a condition with a string', '#if "a"\n#endif\n', ['board.dts:1:5 bad-condition']],
  ['a condition without its )', '#if (1\n#endif\n', ['board.dts:1:5 bad-condition']],
  ['a condition with two values', '#if 1 2\n#endif\n', ['board.dts:1:1 bad-condition']],
  ['a macro with too few arguments', '#define F(a, b) a\n<F(1)>\n', ['board.dts:2:2 macro-argument-count']],
  ['a macro with too many arguments', '#define F() a\n<F(1)>\n', ['board.dts:2:2 macro-argument-count']],
  ['a macro call without end', '#define F(a) a\n<F(1>\n', ['board.dts:2:2 unterminated-macro-call']],
  [
    'a #define without a name',
    '#define\n#define 1\n',
    ['board.dts:1:1 missing-macro-name', 'board.dts:2:1 missing-macro-name'],
  ],
  ['a bad parameter', '#define F(1) a\n', ['board.dts:1:11 bad-macro-definition']],
  ['a parameter twice', '#define F(a, a) a\n', ['board.dts:1:14 bad-macro-definition']],
  ['a parameter list without end', '#define F(a\n', ['board.dts:1:11 bad-macro-definition']],
  ['a ## at the end', '#define F a ##\n', ['board.dts:1:13 bad-macro-definition']],
  ['a #define of defined', '#define defined 1\n', ['board.dts:1:9 reserved-macro-name']],
  ['a macro that changes its meaning', '#define A 1\n#define A 2\n', ['board.dts:2:9 macro-redefined']],
  ['an #include of nothing', '#include\n', ['board.dts:1:1 bad-include']],
  ['an include that is missing', '#include "x.dtsi"\n', ['board.dts:1:10 include-not-found']],
  ['a /include/ that is missing', '/include/ "x.dtsi"\n', ['board.dts:1:12 include-not-found']],
  [
    'more behind an #else and an #endif',
    '#if 1\n#else x\n#endif /* y */ z\n',
    ['board.dts:2:7 extra-tokens', 'board.dts:3:16 extra-tokens'],
  ],
  ['more behind an #endif that is left out', '#if 0\n#if 1\n#endif x\n#endif\n', []],
  [
    'more behind a name',
    '#ifdef A b\n#endif\n#undef A b\n',
    ['board.dts:1:10 extra-tokens', 'board.dts:3:10 extra-tokens'],
  ],
  [
    'more behind an #include',
    '#include "x.dtsi" y\n',
    ['board.dts:1:19 extra-tokens', 'board.dts:1:10 include-not-found'],
  ],
  ['an #assert without an answer', '#assert x\n', ['board.dts:1:1 bad-assertion']],
  ['an #unassert of nothing', '#unassert\n', ['board.dts:1:1 bad-assertion']],
  ['a condition with # alone', '#if #\n#endif\n', ['board.dts:1:5 bad-condition']],
  ['a line marker with a NUL', '# 5 "f\\0"\n', ['board.dts:1:1 bad-line-directive']],
  ['a line marker with flags', '# 5 "f" 1 3\n', []],
  ['a line marker with a word', '# 5 "f" x\n', ['board.dts:1:1 bad-line-directive']],
  ['a #line without number', '#line x\n', ['board.dts:1:1 bad-line-directive']],
];

describe('the preprocessor reports', () => {
  test.each(FAULTS)('%s', (_name, input, problems) => {
    expect(problemsOf(input)).toEqual(problems);
  });

  test('a wrong number of arguments with the place of the definition', () => {
    const [problem] = preprocessText('#define F(a, b) a\n<F(1)>\n').problems;
    expect(problem?.message).toBe('The macro F takes 2 arguments, and gets 1.');
    expect(problem?.related?.map(({ place }) => shown(place))).toEqual(['board.dts:1:9']);
  });

  test('a missing include with the folders searched and the nearest name', () => {
    const [problem] = preprocessText('#include "soc-evk.dtsi"\n', {
      files: { '/boards/soc-evb.dtsi': '', '/include/other.h': '' },
      includeFolders: ['/include'],
    }).problems;
    expect(problem?.message).toBe('The include "soc-evk.dtsi" is not found; searched: /boards, /include.');
    expect(problem?.help).toBe('There is "soc-evb.dtsi".');
  });

  test('every fault of a file in one run, and goes on behind each', () => {
    const text = '#if 1/0\n#endif\n#include "x"\n#error e\nend\n';
    expect(problemsOf(text)).toHaveLength(3);
  });
});

describe('a hostile input ends soon with one problem', () => {
  test('a file that includes itself', () => {
    const { problems } = preprocessText('#include "board.dts"\n#include "board.dts"\n');
    expect(problems.map(({ code }) => code)).toEqual(['include-recursion']);
    expect(problems[0]?.message).toBe('The file includes itself without end: board.dts → board.dts.');
  });

  test('two files that include each other through /include/', () => {
    const { problems } = preprocessText('/include/ "a.dtsi"\n', {
      files: { '/boards/a.dtsi': '/include/ "b.dtsi"\n', '/boards/b.dtsi': '/include/ "a.dtsi"\n' },
    });
    expect(problems.map(({ code }) => code)).toEqual(['include-recursion']);
  });

  test('files that include the next one twice, 40 deep', () => {
    const files: Record<string, string> = { '/boards/f40.h': 'x;\n' };
    for (let depth = 0; depth < 40; depth++) {
      files[`/boards/f${depth}.h`] = `#include "f${depth + 1}.h"\n`.repeat(2);
    }
    const { problems } = preprocessText('#include "f0.h"\n', { files });
    expect(problems.map(({ code }) => code)).toEqual(['too-many-includes']);
  });

  test('a macro that doubles itself 40 times', () => {
    const lines = ['#define M0 x x'];
    for (let depth = 1; depth <= 40; depth++) lines.push(`#define M${depth} M${depth - 1} M${depth - 1}`);
    const { problems } = preprocessText(`${lines.join('\n')}\n<M40>\nafter M3;\n`);
    expect(problems.map(({ code }) => code)).toEqual(['macro-expansion-too-large']);
  });

  test('a function-like macro that doubles its argument 40 times', () => {
    const text = `#define F(x) x x\n${'F('.repeat(40)}1${')'.repeat(40)}\n`;
    expect(preprocessText(text).problems.map(({ code }) => code)).toEqual(['macro-expansion-too-large']);
  });

  test.each([
    ['a token', (i: number) => `#define F${i}(x) F${i + 1}(x ## x)\n`, 'a'],
    ['a string', (i: number) => `#define G${i}(x) F${i + 1}(#x)\n#define F${i}(x) G${i}(x)\n`, '"\\\\"'],
  ])('a macro that doubles %s 40 times', (_, define, argument) => {
    const text = `${Array.from({ length: 40 }, (_, i) => define(i)).join('')}\n<F0(${argument})>\n`;
    const { problems } = preprocessText(text);
    expect(problems.map(({ code, place }) => [code, shown(place)])).toEqual([
      ['macro-expansion-too-large', expect.stringMatching(/:2$/)],
    ]);
  });

  test('a macro of 100,000 parameters', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `p${i}`);
    expect(preprocessText(`#define F(${names.join()}) p99999\n`).problems).toEqual([]);
  });

  test('macro calls 100,000 deep', () => {
    const text = `#define F(x) x\n${'F('.repeat(100_000)}1${')'.repeat(100_000)}\n`;
    expect(preprocessText(text).problems.map(({ code }) => code)).toEqual(['macro-expansion-too-large']);
  });

  test('a chain of 100,000 macros', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `#define M${index} M${index + 1}`);
    const { problems } = preprocessText(`${lines.join('\n')}\n<M0>\n`);
    expect(problems.map(({ code }) => code)).toEqual(['macro-expansion-too-large']);
  });

  test('a condition nested 100,000 deep', () => {
    const { problems } = preprocessText(`#if ${'('.repeat(100_000)}1\n#endif\n`);
    expect(problems.map(({ code }) => code)).toEqual(['bad-condition']);
  });

  test('100,000 conditions inside one another', () => {
    const { problems } = preprocessText('#if 1\n'.repeat(100_000));
    expect(problems.length).toBeLessThanOrEqual(1000);
  });

  test('half a million beginnings of a comment', () => {
    const { problems } = preprocessText('/* '.repeat(500_000));
    expect(problems.map(({ code }) => code)).toEqual(['unterminated-comment']);
  });

  test('a megabyte of backslashes at line ends', () => {
    expect(preprocessText('\\\n'.repeat(500_000)).problems).toEqual([]);
  });
});
