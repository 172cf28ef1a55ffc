import { describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { latin1, sourceInput } from './fuzz-input.ts';

/** What the fuzzer has found, made small: each must come to its end, and without a failure. */
const sources: readonly (readonly [name: string, text: string])[] = [
  [
    'many braces that are missing, where the file includes itself',
    `/dts-v1/;\n/ {\n a = </include/ "main.dts"\n${'b {\n'.repeat(40)}`,
  ],
  [
    'a long line of labels, and many braces that are missing',
    `/dts-v1/;\n/memreserve/ ${'a: '.repeat(5000)}\n${'/ { b {\n'.repeat(40)}`,
  ],
  ['a name of 2,000 characters', `/dts-v1/;\n/ { ${'n'.repeat(2000)} { ${'p'.repeat(2000)}; }; };\n`],
  [
    'a reservation without a size before another',
    '/dts-v1/;\n/memreserve/ 0x5 0;\n/memreserve/ 1 2;\n/ { };\n',
  ],
  ['a character of 5,000 letters', `/dts-v1/;\n/ { a = <'${'x'.repeat(5000)}'>; };\n`],
  ['a condition that never ends, before a #line', '#if 5\n#line 9\n'],
  ['a macro behind a #line that is wrong, behind another', '#line 9\n#line\n#define t('],
  ['a #line that is wrong, behind another', '#line 3 ""\n#line\n'],
];

describe('what the fuzzer has found', () => {
  it('a macro in whose midst a condition fails is expanded the next time', () => {
    const part = '#define C 0d)\n#if (P ? (E) : C)\n#endif\n';
    const files = new Map([
      ['main.dts', latin1('#import "part.h"\n')],
      ['part.h', latin1(part)],
    ]);
    expect(execute(sourceInput('found', '', { files }))).toBeUndefined();
  });

  it('a property on its own after a mistake within a node that has subnodes', () => {
    execute(sourceInput('found', '/dts-v1/;\n/ {\n a { };\n b {\n c { }; p = <&{;'));
    expect(execute(sourceInput('found', '/memory-region=<1', { rehearse: 960 }))).toBeUndefined();
  });

  it.each(sources)(
    '%s',
    (_, text) => {
      expect(execute(sourceInput('found', text))).toBeUndefined();
    },
    5000,
  );
});
