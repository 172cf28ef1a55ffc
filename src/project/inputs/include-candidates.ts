import { basename, dirname, isAbsolute, join } from 'node:path';
import { joinInclude } from '../../preprocessor/include-search.ts';
import type { FileStore } from '../../source/file-store.ts';
import type { WrittenInclude } from './include-scan.ts';

/** Where an include may lead: the places in the order of searching, up to the first that has a file. */
export interface Candidates {
  /** Absolute, without symbolic links in the folder; nothing stands there. */
  readonly missing: readonly string[];
  /** Absolute, without symbolic links. Of dtc's includes all that there are, and all behind one that may not be read. */
  readonly found: readonly string[];
  /** The folders that were looked into, and the links in them, as they are written: on these the answer depends. */
  readonly asked: readonly string[];
}

/** Looks where includes lead, asking the file system for each folder once. */
export class IncludeCandidates {
  readonly #files: FileStore;
  /** Undefined for a folder that the system does not list. */
  readonly #namesByFolder = new Map<string, ReadonlySet<string> | undefined>();
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
    const readable = [dirname(from), ...includeFolders.map((folder) => folder.split('*')[0] ?? folder)];
    const found = this.#look(paths, kind === 'dtc' ? [] : readable);
    this.#found.set(key, found);
    return found;
  }

  /** @param readable below these a sandbox surely lets files be read; elsewhere what comes next may be what is read */
  #look(paths: readonly string[], readable: readonly string[]): Candidates {
    const missing: string[] = [];
    const found: string[] = [];
    const asked = new Set<string>();
    for (const path of paths.map((one) => (isAbsolute(one) ? one : join(this.#files.workingFolder, one)))) {
      asked.add(dirname(path));
      const isNamed = this.#has(path);
      const real = isNamed ? this.#files.realPath(path) : undefined;
      // Where a link leads is no matter of the folder that it stands in.
      if (isNamed && real !== join(this.#realFolder(path), basename(path))) asked.add(path);
      if (real === undefined || this.#files.access.kind(real) === 'folder') {
        missing.push(this.#wouldBe(path));
        continue;
      }
      found.push(real);
      if (readable.some((folder) => real.startsWith(withSlash(this.#files.realPath(folder) ?? folder))))
        break;
    }
    return { missing, found, asked: [...asked] };
  }

  #has(path: string): boolean {
    const folder = dirname(path);
    if (!this.#namesByFolder.has(folder)) {
      const names = this.#files.access.list(folder);
      this.#namesByFolder.set(folder, names === undefined ? undefined : new Set(names));
    }
    const names = this.#namesByFolder.get(folder);
    return names === undefined || names.has(basename(path));
  }

  #realFolder(path: string): string {
    return this.#files.realPath(dirname(path)) ?? dirname(path);
  }

  #wouldBe(path: string): string {
    const names = this.#namesByFolder.get(dirname(path));
    return names?.size === 0 ? path : join(this.#realFolder(path), basename(path));
  }
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}
