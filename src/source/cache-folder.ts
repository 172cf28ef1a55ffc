import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { sha256 } from './sha256.ts';

/** Digits of the checksum before each text. */
const sumLength = 64;
/** No text is that long. */
const mostBytes = 64 << 20;
/** Neither waits for what a pipe will say, nor follows a link. Windows knows neither. */
const toRead = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Texts by name in a folder that others may read and write at the same time. Each is written whole to a file of its own and then
 * moved into its place, with a checksum of name and text: what was cut off, changed or moved is as if it were not there. A hostile
 * repository may bring such a folder along: nothing beyond it is written, and only plain files in it are read.
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
      whole = readPlainFile(this.#fileOf(name));
    } catch {
      return undefined;
    }
    const text = whole.slice(sumLength + 1);
    return whole.slice(0, sumLength) === sumOf(name, text) ? text : undefined;
  }

  /** Whether it could be written. */
  write(name: string, text: string): boolean {
    const path = this.#fileOf(name);
    const unfinished = `${path}.${randomBytes(8).toString('hex')}.tmp`;
    try {
      this.#make();
      makeFolder(dirname(path));
      writeFileSync(unfinished, `${sumOf(name, text)}\n${text}`, { flag: 'wx' });
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
    this.#isMade = true;
    try {
      // Only where there is none, nor a link of that name: the folder may have been another's before.
      writeFileSync(join(this.path, '.gitignore'), '*\n', { flag: 'wx' });
    } catch {
      // It is there, or nothing can be written here.
    }
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder was never made.
  }
}

/** @throws what the system says, or that it is no plain file */
function readPlainFile(path: string): string {
  const descriptor = openSync(path, toRead);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > mostBytes) throw new Error('no plain file');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function sumOf(name: string, text: string): string {
  return sha256(name + text);
}
