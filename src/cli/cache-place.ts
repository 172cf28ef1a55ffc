import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CachePlace } from './board-linter.ts';
import { version } from './version.ts';

/** Where results are kept: beside other tools' in a project of Node's, else in a hidden folder of the working folder. */
export function cachePlace(location: string | undefined): CachePlace {
  const usual = existsSync('node_modules') ? 'node_modules/.cache/carveout' : '.carveoutcache';
  return { folder: resolve(location ?? usual), version: `${version} ${buildOf()}` };
}

/** Tells a build from another of the same version. */
function buildOf(): string {
  try {
    const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
    return `${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}
