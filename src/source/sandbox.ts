import { sep } from 'node:path';
import type { FileStore } from './file-store.ts';

/**
 * The folders below which a board's sources may be read. A hostile source cannot include, and so show in an error message,
 * what stands elsewhere; symbolic links are followed before the check.
 */
export class Sandbox {
  readonly folders: readonly string[];
  readonly #prefixes: readonly string[];

  constructor(files: FileStore, folders: readonly string[]) {
    this.folders = [...new Set(folders.map((folder) => files.realPath(folder) ?? folder))];
    this.#prefixes = this.folders.map((folder) => (folder.endsWith(sep) ? folder : folder + sep));
  }

  /** @param realPath absolute, without symbolic links */
  allows(realPath: string): boolean {
    return this.#prefixes.some((prefix) => realPath.startsWith(prefix));
  }
}
