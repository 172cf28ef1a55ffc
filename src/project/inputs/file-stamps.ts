import { SourceFile } from '../../source/source-file.ts';
import type { Project } from '../project.ts';
import { hashOf } from './content-key.ts';
import { IncludeCandidates } from './include-candidates.ts';
import type { IncludePlaces } from './include-places.ts';
import { scanIncludes, type WrittenInclude } from './include-scan.ts';

/** A file's stamp, and the folders and links that were asked where its includes lead. */
interface Stamp {
  readonly stamp: string;
  readonly asked: readonly string[];
}

interface Content {
  readonly hash: string;
  readonly includes: readonly WrittenInclude[];
  readonly isOpen: boolean;
}

/**
 * Stamps of files: one stays the same as long as the file's text does and all includes that are written in it lead where they
 * led. If the stamps of all files of a board are the same, it reads the same files again.
 */
export class FileStamps {
  readonly #project: Project;
  readonly #candidates: IncludeCandidates;
  readonly #hashes = new WeakMap<SourceFile, string>();
  readonly #contents = new Map<string, Content | undefined>();
  readonly #stamps = new Map<string, Stamp>();

  constructor(project: Project) {
    this.#project = project;
    this.#candidates = new IncludeCandidates(project.files);
  }

  /**
   * Undefined for a file that cannot be read, or whose includes depend on more than its text.
   *
   * @param path absolute
   * @param places those of the board and of each overlay, since none tells which of them has a file read
   */
  of(path: string, places: readonly IncludePlaces[]): string | undefined {
    const stamps = places.map((one) => this.#stampOf(path, one)?.stamp);
    return stamps.includes(undefined) ? undefined : stamps.join(' ');
  }

  /** The folders and links that were asked where the includes of these files lead: where nothing happens to them, that stays. */
  askedFor(paths: readonly string[], places: readonly IncludePlaces[]): readonly string[] {
    const asked = new Set<string>();
    for (const path of paths)
      for (const one of places) for (const folder of this.#stampOf(path, one)?.asked ?? []) asked.add(folder);
    return [...asked];
  }

  #stampOf(path: string, { inputFolder, includeFolders }: IncludePlaces): Stamp | undefined {
    const content = this.#contentOf(path);
    if (content === undefined || content.isOpen) return undefined;
    if (content.includes.length === 0) return { stamp: content.hash, asked: [] };

    const own = content.includes.some(({ kind }) => kind === 'dtc') ? inputFolder : '';
    const key = [path, own, ...includeFolders].join('\n');
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;

    const asked = new Set<string>();
    const led = content.includes.map((include) => {
      const looked = this.#candidates.of(include, path, inputFolder, includeFolders);
      for (const folder of looked.asked) asked.add(folder);
      return looked.found.join('|');
    });
    const stamp = { stamp: hashOf([content.hash, ...led].join('\n')), asked: [...asked] };
    this.#stamps.set(key, stamp);
    return stamp;
  }

  /** The same for a file that was read: undefined too where another text stands there by now. */
  ofText(file: SourceFile, places: readonly IncludePlaces[]): string | undefined {
    const { absolutePath } = file;
    const content = absolutePath === undefined ? undefined : this.#contentOf(absolutePath);
    if (absolutePath === undefined || content?.hash !== this.#hashOf(file)) return undefined;
    return this.of(absolutePath, places);
  }

  #hashOf(file: SourceFile): string {
    const known = this.#hashes.get(file);
    if (known !== undefined) return known;
    const hash = hashOf(`${file.encoding} ${file.text}`);
    this.#hashes.set(file, hash);
    return hash;
  }

  #contentOf(path: string): Content | undefined {
    if (this.#contents.has(path)) return this.#contents.get(path);
    const file = this.#project.files.open(path);
    const content =
      file instanceof SourceFile ? { hash: this.#hashOf(file), ...scanIncludes(file.text) } : undefined;
    this.#contents.set(path, content);
    return content;
  }
}
