import { basename, dirname, isAbsolute, join } from 'node:path';
import { joinInclude } from '../../preprocessor/include-search.ts';
import type { FileStore } from '../../source/file-store.ts';
import type { WrittenInclude } from './include-scan.ts';

/** Where an include may lead: the places in the order of searching, up to the first that has a file. */
export interface Candidates {
  /** Absolute, without symbolic links in the folder; nothing stands there. */
  readonly missing: readonly string[];
  /** Absolute, without symbolic links. Of dtc's includes all that there are. */
  readonly found: readonly string[];
  /** Those that were looked into, as they are written. */
  readonly folders: readonly string[];
}

/** Looks where includes lead, asking the file system for each folder once. */
export class IncludeCandidates {
  readonly #files: FileStore;
  readonly #namesByFolder = new Map<string, ReadonlySet<string>>();
  readonly #found = new Map<string, Candidates>();

  constructor(files: FileStore) {
    this.#files = files;
  }

  /**
   * @param from absolute path of the file with the include
   * @param inputFolder that of the board: dtc, which reads one text, looks there
   */
  of(
    { name, kind }: WrittenInclude,
    from: string,
    inputFolder: string,
    includeFolders: readonly string[],
  ): Candidates {
    const own = kind === 'angled' ? [] : [dirname(from)];
    const folders = [...own, ...(kind === 'dtc' ? [inputFolder] : []), ...includeFolders];
    const key = `${kind} ${name}\n${folders.join('\n')}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;

    const paths = isAbsolute(name) ? [name] : folders.map((folder) => joinInclude(folder, name));
    const found = this.#look(paths, kind === 'dtc');
    this.#found.set(key, found);
    return found;
  }

  #look(paths: readonly string[], all: boolean): Candidates {
    const missing: string[] = [];
    const found: string[] = [];
    const folders = new Set<string>();
    for (const path of paths.map((one) => (isAbsolute(one) ? one : join(this.#files.workingFolder, one)))) {
      folders.add(dirname(path));
      const real = this.#has(path) ? this.#files.realPath(path) : undefined;
      if (real === undefined) missing.push(this.#wouldBe(path));
      else found.push(real);
      if (real !== undefined && !all) break;
    }
    return { missing, found, folders: [...folders] };
  }

  #has(path: string): boolean {
    const folder = dirname(path);
    let names = this.#namesByFolder.get(folder);
    if (names === undefined) {
      names = new Set(this.#files.access.list(folder) ?? []);
      this.#namesByFolder.set(folder, names);
    }
    return names.has(basename(path));
  }

  #wouldBe(path: string): string {
    const folder = dirname(path);
    const names = this.#namesByFolder.get(folder);
    if (names === undefined || names.size === 0) return path;
    return join(this.#files.realPath(folder) ?? folder, basename(path));
  }
}
