import { posix } from 'node:path';
import { diskFiles, type FileAccess, type FileFault } from '../source/file-access.ts';
import { askGit, commitOf, git } from './git.ts';

const linkMode = '120000';
/** More links than this one after the other lead round. */
const mostLinks = 40;
/** PATH_MAX. */
const mostLinkBytes = 4096;

/** What a commit has at a path. */
interface Entry {
  readonly mode: string;
  /** Of the blob. */
  readonly id: string;
}

/**
 * The files of a repository as they were at a commit, beside all that lies elsewhere on the disk as it is. Nothing is checked out, and
 * what the work tree holds is not looked at.
 */
export class GitTree implements FileAccess {
  /** Where the repository begins. */
  readonly top: string;
  readonly #asked: string;
  readonly #entries = new Map<string, Entry>();
  readonly #folders = new Set<string>();

  /**
   * @param option that asks for it
   * @param folder any inside the repository
   * @throws UsageError for what is no commit, and outside repositories
   */
  constructor(option: string, revision: string, folder: string) {
    this.#asked = `${option} ${revision}`;
    const { top, commit } = commitOf(this.#asked, folder, revision);
    this.top = top;
    this.#folders.add(top);
    for (const line of git(this.#asked, top, ['ls-tree', '-r', '-z', '--full-tree', commit]).split('\0')) {
      const [, mode, kind, id, path] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
      // The files of a submodule are in another repository.
      if (mode === undefined || kind !== 'blob' || id === undefined || path === undefined) continue;
      const absolute = posix.join(top, path);
      this.#entries.set(absolute, { mode, id });
      this.#addFolder(posix.dirname(absolute));
    }
  }

  read(path: string, maxBytes: number): Uint8Array | FileFault {
    if (!this.#isInside(path)) return diskFiles.read(path, maxBytes);
    const real = this.realPath(path);
    if (real === undefined) return 'missing';
    if (!this.#isInside(real)) return diskFiles.read(real, maxBytes);
    const entry = this.#entries.get(real);
    if (entry === undefined) return 'folder';
    return this.#blob(entry, maxBytes);
  }

  kind(path: string): 'file' | 'folder' | undefined {
    const real = this.realPath(path);
    if (real === undefined) return undefined;
    if (!this.#isInside(real)) return diskFiles.kind(real);
    return this.#entries.has(real) ? 'file' : 'folder';
  }

  realPath(path: string): string | undefined {
    if (!this.#isInside(path)) return diskFiles.realPath(path);
    let links = 0;
    let real = this.top;
    const left = posix.relative(this.top, path).split('/').reverse();
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      real = posix.join(real, part);
      const entry = this.#entries.get(real);
      if (entry?.mode !== linkMode) continue;
      if (++links > mostLinks) return undefined;
      const target = this.#blob(entry, mostLinkBytes);
      if (typeof target === 'string') return undefined;
      const led = posix.resolve(posix.dirname(real), new TextDecoder().decode(target));
      if (!this.#isInside(led)) return diskFiles.realPath(posix.join(led, ...left.reverse()));
      left.push(...posix.relative(this.top, led).split('/').reverse());
      real = this.top;
    }
    return this.#entries.has(real) || this.#folders.has(real) ? real : undefined;
  }

  list(path: string): readonly string[] | undefined {
    const real = this.realPath(path);
    if (real === undefined) return [];
    if (!this.#isInside(real)) return diskFiles.list(real);
    const below = [...this.#entries.keys(), ...this.#folders].filter((one) => posix.dirname(one) === real);
    return below.map((one) => posix.basename(one)).sort();
  }

  /** `.git` itself is on the disk: by it sources tell that a repository begins here. */
  #isInside(path: string): boolean {
    if (path !== this.top && !path.startsWith(`${this.top}/`)) return false;
    const git = `${this.top}/.git`;
    return path !== git && !path.startsWith(`${git}/`);
  }

  #addFolder(path: string): void {
    for (let folder = path; !this.#folders.has(folder); folder = posix.dirname(folder))
      this.#folders.add(folder);
  }

  #blob({ id }: Entry, maxBytes: number): Uint8Array | FileFault {
    const answer = askGit(this.#asked, this.top, ['cat-file', 'blob', id], maxBytes + 1);
    if (answer.ok) return answer.bytes.length > maxBytes ? 'too-large' : answer.bytes;
    return answer.isTooLong ? 'too-large' : 'unreadable';
  }
}
