import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/source/make-folder.ts';

it('makes the folders above too, and what is there stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-test-'));
  const deep = join(folder, 'a/b/c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
  rmSync(folder, { recursive: true });
});

it.skipIf(!existsSync('/proc/self'))('says at once where no folder can be made', () => {
  expect(() => makeFolder('/proc/none/carveout/code')).toThrow(/ENOENT|EACCES|EPERM/);
});
