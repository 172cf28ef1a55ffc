import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { behaviourRows } from '../../src/kernel/profiles/behaviour-rows.ts';
import { behavioursByVersion } from '../../src/kernel/profiles/behaviours-by-version.ts';
import { kernelVersionsPage } from './kernel-versions-page.ts';

const root = new URL('../../', import.meta.url);
const source = readFileSync(new URL('src/kernel/profiles/behaviours.ts', root), 'utf8');
const specification = new URL('../shared/spec/09-versions.md', root);

describe('docs/kernel-versions.md', () => {
  it('is what the table of behaviours says (vitest -u writes it anew)', async () => {
    await expect(kernelVersionsPage(source)).toMatchFileSnapshot(
      fileURLToPath(new URL('docs/kernel-versions.md', root)),
    );
  });

  it('has a row for every behaviour', () => {
    const page = kernelVersionsPage(source);
    for (const field of Object.keys(behavioursByVersion['6.12'] ?? {}))
      expect(page).toContain(`| \`${field}\` |`);
  });
});

describe('the behaviours', () => {
  it.skipIf(!existsSync(specification))('stand for every row of the specification on versions', () => {
    const text = readFileSync(specification, 'utf8');
    const rows = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, row]) => Number(row));
    const covered = new Set(Object.values(behaviourRows).flat());
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => !covered.has(row))).toEqual([]);
    expect([...covered].filter((row) => !rows.includes(row))).toEqual([]);
  });
});
