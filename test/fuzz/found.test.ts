import { describe, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { sourceInput } from './fuzz-input.ts';

/** What the fuzzer has found, made small: each must come to its end, and without a failure. */
const sources: readonly (readonly [name: string, text: string])[] = [
  [
    'many braces that are missing, where the file includes itself',
    `/dts-v1/;\n/ {\n a = </include/ "main.dts"\n${'b {\n'.repeat(40)}`,
  ],
  [
    'a long line of labels, and many braces that are missing',
    `/dts-v1/;\n/memreserve/ ${'a: '.repeat(15_000)}\n${'/ { b {\n'.repeat(60)}`,
  ],
];

describe('what the fuzzer has found', () => {
  it.each(sources)(
    '%s',
    (_, text) => {
      expect(execute(sourceInput('found', text))).toBeUndefined();
    },
    5000,
  );
});
