import { dirname, resolve, sep } from 'node:path';
import type { FileStore } from '../../source/file-store.ts';

/** Looked for in this order; modules run code, and are never found by themselves. */
const foundNames = ['carveout.config.yaml', 'carveout.config.yml', 'carveout.config.json'];

/** The path of the nearest configuration, in a folder or above it up to the folder that has `.git`; undefined where none is. */
export function findConfig(files: FileStore, folder: string): string | undefined {
  for (let at = resolve(files.workingFolder, folder); ; at = dirname(at)) {
    for (const name of foundNames) {
      const path = `${at}${at.endsWith(sep) ? '' : sep}${name}`;
      if (files.access.kind(path) === 'file') return path;
    }
    const isRoot = dirname(at) === at;
    if (isRoot || files.access.kind(`${at}${sep}.git`) !== undefined) return undefined;
  }
}
