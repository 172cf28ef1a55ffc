import { PreprocessorCache } from '../preprocessor/preprocessor-cache.ts';
import { FileStore, type FileStoreOptions } from '../source/file-store.ts';

/**
 * What the boards of one run share: files are read once, and an included file is preprocessed and parsed once for all boards
 * that give its macros the same definitions. Hand the same one to every {@link loadBoard} of a run.
 */
export class Project {
  readonly files: FileStore;
  readonly preprocessorCache: PreprocessorCache = new PreprocessorCache();

  constructor(options: FileStoreOptions = {}) {
    this.files = new FileStore(options);
  }
}
