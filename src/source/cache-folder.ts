import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** Digits of the checksum before each text. */
const sumLength = 64;

/**
 * Texts by name in a folder that others may read and write at the same time. Each is written whole to a file of its own and then
 * moved into its place, with a checksum: what was cut off or changed is as if it were not there.
 */
export class CacheFolder {
  readonly path: string;
  #isMade = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Undefined for what is not there, cannot be read or is not what was written. */
  read(name: string): string | undefined {
    let whole: string;
    try {
      whole = readFileSync(this.#fileOf(name), 'utf8');
    } catch {
      return undefined;
    }
    const text = whole.slice(sumLength + 1);
    return whole.slice(0, sumLength) === sumOf(text) ? text : undefined;
  }

  /** Whether it could be written. */
  write(name: string, text: string): boolean {
    const path = this.#fileOf(name);
    const unfinished = `${path}.${randomBytes(8).toString('hex')}.tmp`;
    try {
      this.#make();
      makeFolder(dirname(path));
      writeFileSync(unfinished, `${sumOf(text)}\n${text}`, { flag: 'wx' });
      renameSync(unfinished, path);
      return true;
    } catch {
      removeIfThere(unfinished);
      return false;
    }
  }

  /** Names begin with digits of a hash, which spread them over folders. */
  #fileOf(name: string): string {
    return join(this.path, name.slice(0, 2), name);
  }

  /** git is to leave it alone, wherever it is. */
  #make(): void {
    if (this.#isMade) return;
    makeFolder(this.path);
    writeFileSync(join(this.path, '.gitignore'), '*\n');
    this.#isMade = true;
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder was never made.
  }
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
