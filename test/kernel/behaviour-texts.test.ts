import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { behaviourTexts as shipped } from '../../src/kernel/profiles/behaviour-texts.ts';
import { behavioursByVersion } from '../../src/kernel/profiles/behaviours-by-version.ts';
import { behaviourTextsModule } from './behaviour-texts.ts';

const folder = new URL('../../src/kernel/profiles/', import.meta.url);

describe('the texts of behaviours', () => {
  it('are the comments of their fields (vitest -u writes them anew)', async () => {
    const source = readFileSync(new URL('behaviours.ts', folder), 'utf8');
    await expect(behaviourTextsModule(source)).toMatchFileSnapshot(
      fileURLToPath(new URL('behaviour-texts.ts', folder)),
    );
  });

  it('are there for every behaviour, without references to the specification', () => {
    for (const field of Object.keys(behavioursByVersion['6.12'] ?? {}))
      expect(shipped[field], field).toMatch(/^[A-Z`].*\.$/);
    expect(Object.values(shipped).filter((text) => /\brow \d|\bspec \d/.test(text))).toEqual([]);
  });
});
