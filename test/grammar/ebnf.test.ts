import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printEbnf } from '../../grammar/ebnf.ts';

describe('the printed grammar', () => {
  it('is that of the parser (else run `npm run grammar`)', () => {
    expect(readFileSync(new URL('../../grammar/dts.ebnf', import.meta.url), 'utf8')).toBe(printEbnf());
  });
});
