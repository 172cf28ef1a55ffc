import { dirname } from 'node:path';
import { PreprocessorCache } from '../preprocessor/preprocessor-cache.ts';
import { FileStore, type FileStoreOptions } from '../source/file-store.ts';
import { findSourceTree, type SourceTree } from '../source/include-folders.ts';
import { type Limits, withDefaults } from '../source/limits.ts';
import type { SourceFile } from '../source/source-file.ts';

/** A vendor's boards share hundreds of files with one another, and few with another vendor's. */
const manyFiles = 400;

export interface ProjectOptions extends Omit<FileStoreOptions, 'maxFileBytes'> {
  /** How much an input may ask for; what is not given is as usual. */
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * What the boards of one run share: files are read once, and an included file is preprocessed and parsed once for all boards
 * that give its macros the same definitions. Hand the same one to every loading of a run.
 */
export class Project {
  readonly limits: Limits;
  readonly files: FileStore;
  readonly preprocessorCache: PreprocessorCache = new PreprocessorCache();
  #folder: string | undefined;
  readonly #treesByFolder = new Map<string, SourceTree>();

  constructor({ limits, ...options }: ProjectOptions = {}) {
    this.limits = withDefaults(limits);
    this.files = new FileStore({ ...options, maxFileBytes: this.limits.fileBytes });
  }

  /** The source tree that a file stands in, which tells its include folders; looked for once a folder. */
  sourceTreeOf(absolutePath: string): SourceTree {
    const folder = dirname(absolutePath);
    if (folder !== this.#folder) this.#enter(folder);
    const known = this.#treesByFolder.get(folder);
    if (known !== undefined) return known;

    const tree = findSourceTree(absolutePath, this.files.access);
    this.#treesByFolder.set(folder, tree);
    return tree;
  }

  /**
   * Lets go of a board's own file, and of what was made of it, once the board is done: a long run would carry it along to the end of the
   * folder. Where another board includes it after all, it is read again.
   */
  drop(file: SourceFile): void {
    if (file.absolutePath === undefined) return;
    this.files.drop(file.absolutePath);
    this.preprocessorCache.drop(file);
  }

  /** Where boards of another folder begin, most of what was read is of no more use: memory stays bounded in a long run. */
  #enter(folder: string): void {
    this.#folder = folder;
    if (this.files.size <= manyFiles) return;
    this.files.release();
    this.preprocessorCache.release();
  }
}
