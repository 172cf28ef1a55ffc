import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatTable } from './format-table.ts';

describe('docs/picture-formats.md', () => {
  it('lists every format with its names, planes and source', () => {
    const page = readFileSync(new URL('../../../docs/picture-formats.md', import.meta.url), 'utf8');
    expect(page).toContain(`\n${formatTable()}\n`);
  });
});
