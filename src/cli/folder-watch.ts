import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { foldersBelow } from './collect-inputs.ts';

/** A system has only so many watches for all its programs. */
const mostFolders = 4000;

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** Another folder may take the place of one. */
  readonly inode: number;
}

/** Tells of what happens in folders, and in those that are made below them. */
export class FolderWatch {
  readonly #onChange: (path: string) => void;
  readonly #say: (text: string) => void;
  readonly #folders = new Map<string, WatchedFolder>();
  #above: ReadonlySet<string> = new Set();
  #hasSaid = false;

  /** @param onChange is given absolute paths: of a file, or of a folder that came or went */
  constructor(onChange: (path: string) => void, say: (text: string) => void) {
    this.#onChange = onChange;
    this.#say = say;
  }

  /**
   * Watches these folders and no others; above one that is not there, the nearest that is.
   *
   * @param above further ones, in which new folders are no concern of ours
   */
  watch(folders: Iterable<string>, above: Iterable<string>): void {
    const wanted = new Set<string>();
    for (const folder of folders) {
      const there = nearest(folder);
      if (there !== undefined) wanted.add(there);
    }
    this.#above = new Set([...above].filter((folder) => !wanted.has(folder)));
    for (const folder of this.#above) wanted.add(folder);
    for (const [folder, { watcher, inode }] of this.#folders) {
      if (wanted.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of wanted) this.#add(folder);
  }

  end(): void {
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #add(folder: string): void {
    if (this.#folders.has(folder)) return;
    const inode = inodeOf(folder);
    if (inode === undefined) return;
    if (this.#folders.size >= mostFolders) {
      this.#sayOnce(`more than ${mostFolders} folders: changes in the others are not seen.`);
      return;
    }
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null) this.#happened(folder, resolve(folder, name));
      });
      watcher.on('error', () => this.#folders.delete(folder));
      this.#folders.set(folder, { watcher, inode });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#sayOnce(`${folder} cannot be watched (${reason}).`);
    }
  }

  /** What is made in a new folder before anybody has looked into it is to be seen, too. */
  #happened(folder: string, path: string): void {
    const isFolder = inodeOf(path) !== undefined;
    if (isFolder && this.#above.has(folder)) return;
    if (isFolder) for (const below of foldersBelow([path], mostFolders)) this.#add(below);
    this.#onChange(path);
  }

  #sayOnce(text: string): void {
    if (!this.#hasSaid) this.#say(text);
    this.#hasSaid = true;
  }
}

/** Undefined for what is no folder. */
function inodeOf(path: string): number | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() ? stat.ino : undefined;
  } catch {
    return undefined;
  }
}

function nearest(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (inodeOf(at) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}
