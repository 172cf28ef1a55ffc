import { describe, expect, test } from 'vitest';
import { CPP_ANSWERS, CPP_CONDITIONS } from './cpp-answers.ts';
import { linesOfText, preprocessText } from './preprocess-text.ts';

describe("the preprocessor gives cpp's answer", () => {
  test.each(CPP_ANSWERS)('for $name', ({ input, output }) => {
    const text = `${input.join('\n')}\n`;
    expect(linesOfText(text, { resolveDtcIncludes: false })).toEqual(output);
  });

  test.each(CPP_CONDITIONS)('for #if %s', (condition, holds) => {
    const text = `#define A 1\n#define F(x) (x + 1)\n#if ${condition}\nyes\n#else\nno\n#endif\n`;
    const preprocessed = preprocessText(text);
    expect(preprocessed.problems).toEqual([]);
    expect(linesOfText(text)).toEqual([holds ? 'yes' : 'no']);
  });
});
