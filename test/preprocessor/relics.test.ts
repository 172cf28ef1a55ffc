import { describe, expect, test } from 'vitest';
import { linesOfText, preprocessText } from './preprocess-text.ts';

describe('#pragma push_macro and pop_macro', () => {
  test('put definitions aside and take them back, the last first', () => {
    const text = `#define A 1
#pragma push_macro("A")
#undef A
#define A 2
#pragma push_macro("A")
#undef A
A
#pragma pop_macro("A")
A
#pragma pop_macro("A")
A
#pragma pop_macro("A")
A
`;
    expect(linesOfText(text)).toEqual(['A', '2', '1', '1']);
  });

  test('take back that there was no definition', () => {
    expect(linesOfText('#pragma push_macro("A")\n#define A 1\n#pragma pop_macro("A")\nA\n')).toEqual(['A']);
  });

  test('hold for a file that was read before', () => {
    const files = {
      '/boards/a.h': '#pragma push_macro("A")\n#undef A\n',
      '/boards/b.h': '#pragma pop_macro("A")\n',
    };
    const text =
      '#define A 1\n#include "a.h"\nA\n#include "b.h"\nA\n#define B\n#include "a.h"\nA\n#include "b.h"\nA\n';
    expect(linesOfText(text, { files })).toEqual(['A', '1', 'A', '1']);
  });
});

describe('#assert', () => {
  test.each([
    ['#assert m(x)', '#m(x)', true],
    ['#assert m(x)', '#m(y)', false],
    ['#assert m(x)', '#m', true],
    ['#assert m(x)\n#unassert m(x)', '#m', false],
    ['#assert m(x)\n#assert m(y z)\n#unassert m', '#m(y z)', false],
    ['#assert m(x)\n#assert m(y  z)', '#m(y z) && !#n(x)', true],
    ['#define m n\n#assert m(x)', '#m(x)', true],
  ])('%s answers %s', (before, condition, expected) => {
    const lines = linesOfText(`${before}\n#if ${condition}\nyes\n#else\nno\n#endif\n`);
    expect(lines).toEqual([expected ? 'yes' : 'no']);
  });

  test('is no problem', () => {
    expect(preprocessText('#assert m(x)\n#unassert m\n').problems).toEqual([]);
  });
});
