import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { behavioursByVersion } from '../../src/kernel/profiles/behaviours.ts';
import { kernelVersionsPage } from './kernel-versions-page.ts';

const root = new URL('../../', import.meta.url);
const source = readFileSync(new URL('src/kernel/profiles/behaviours.ts', root), 'utf8');

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
