import { dirname, sep } from 'node:path';
import type { FileStore } from './file-store.ts';
import type { Problem } from './problem.ts';

/**
 * The folders below which a board's sources may be read. A hostile source cannot include, and so show in an error message,
 * what stands elsewhere; symbolic links are followed before the check.
 */
export class Sandbox {
  /** Without symbolic links; one that stands in another is left out. */
  readonly folders: readonly string[];
  readonly #prefixes: readonly string[];

  constructor(files: FileStore, folders: readonly string[]) {
    const real = [...new Set(folders.map((folder) => files.realPath(folder) ?? folder))];
    this.folders = real.filter(
      (folder) => !real.some((outer) => outer !== folder && folder.startsWith(withSlash(outer))),
    );
    this.#prefixes = this.folders.map(withSlash);
  }

  /** @param realPath absolute, without symbolic links */
  allows(realPath: string): boolean {
    return this.#prefixes.some((prefix) => realPath.startsWith(prefix));
  }
}

/**
 * What to say where a source leads out of its sandbox.
 *
 * @param what the include or file, as a sentence begins
 * @param realPath where it leads, without symbolic links
 */
export function outsideSandbox(files: FileStore, sandbox: Sandbox, what: string, realPath: string): Problem {
  const allowed = sandbox.folders.map((folder) => files.displayPath(folder)).join(', ');
  const folder = files.displayPath(dirname(realPath));
  return {
    severity: 'error',
    code: 'include-outside-allowed-folders',
    message: `${what} leads to ${folder}, outside the folders that may be read: ${allowed}.`,
    help: `If it is meant to be read, say so with --allow ${folder}.`,
  };
}

function withSlash(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
