import type { FileAccess } from '../../source/file-access.ts';
import { hashOf } from './content-key.ts';

/** A change so short before this process began may have the same time as what was read. */
const marginMilliseconds = 2000;
/** Of a hash: enough to tell a file from itself at another time. */
const digits = 32;

/**
 * Tells whether files and folders are the ones they were without reading them, as git's index does: by what the file system says of
 * them. What has changed since the process began, or just before, is not trusted: it may have been read in between.
 */
export class FileIdentities {
  readonly #access: FileAccess;
  readonly #newest: number;
  readonly #known = new Map<string, string | undefined>();

  /** @param begun when nothing had been read, in milliseconds since 1970 */
  constructor(access: FileAccess, begun: number) {
    this.#access = access;
    this.#newest = begun - marginMilliseconds;
  }

  /** The same as long as nothing happens to any of them, and what is not there does not come; undefined where that cannot be told. */
  of(paths: readonly string[]): string | undefined {
    const all: string[] = [];
    for (const path of paths) {
      const one = this.#identityOf(path);
      if (one === undefined) return undefined;
      all.push(one);
    }
    return hashOf(all.join('\n'));
  }

  #identityOf(path: string): string | undefined {
    if (this.#known.has(path)) return this.#known.get(path);
    const found = this.#access.identity?.(path);
    const isOld = found !== undefined && found.changed < this.#newest;
    const identity = isOld ? hashOf(`${path} ${found.text}`).slice(0, digits) : undefined;
    this.#known.set(path, identity);
    return identity;
  }
}
