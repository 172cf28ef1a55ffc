import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { Sandbox } from '../source/sandbox.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { ExpansionBudget } from './expander.ts';
import { IncludeSearch } from './include-search.ts';
import type { Macro } from './macro.ts';
import { readPlainUnit } from './plain-unit.ts';
import type { PreprocessedUnit } from './preprocessed.ts';
import { PreprocessorCache } from './preprocessor-cache.ts';
import { UnitReader } from './unit-reader.ts';

/** One `-D` option. */
export interface Define {
  /** The name, or `NAME(parameters)`. */
  readonly name: string;
  /** Default: 1. */
  readonly value?: string | undefined;
}

export interface PreprocessOptions {
  readonly files: FileStore;
  /** Searched in order; a `*` stands for the first part of the included name. */
  readonly includeFolders?: readonly string[];
  /** Below which sources may be read, besides the include folders and the input's own. */
  readonly allowedFolders?: readonly string[];
  readonly defines?: readonly Define[];
  /** The run's; default: one of its own. */
  readonly cache?: PreprocessorCache;
  /** Whether dtc's `/include/` is resolved too (default), or left in the text as cpp leaves it. */
  readonly resolveDtcIncludes?: boolean;
}

/** GCC's own limit. */
const MAX_INCLUDE_DEPTH = 200;
/** Real boards read some 50 files and expand some 100,000 tokens. */
const MAX_INCLUDES = 20_000;
const MAX_EXPANSION_TOKENS = 2_000_000;
const MAX_PROBLEMS = 1000;

/** What all files of one input share. */
export class Run {
  readonly cache: PreprocessorCache;
  readonly search: IncludeSearch;
  readonly problems: Problem[] = [];
  readonly files: Set<SourceFile> = new Set();
  readonly budget: ExpansionBudget = { tokens: MAX_EXPANSION_TOKENS };
  readonly resolveDtcIncludes: boolean;
  readonly #options: PreprocessOptions;
  readonly #input: SourceFile;
  readonly #once = new Set<SourceFile>();
  readonly #including: SourceFile[] = [];
  readonly #touched: number[] = [];
  #includes = 0;
  #counter = 0;

  constructor(input: SourceFile, options: PreprocessOptions) {
    this.#input = input;
    this.#options = options;
    this.cache = options.cache ?? new PreprocessorCache();
    this.resolveDtcIncludes = options.resolveDtcIncludes ?? true;

    const { files, includeFolders = [], allowedFolders = [] } = options;
    const patternRoots = includeFolders.map((folder) => folder.split('*')[0] ?? folder);
    const ownFolder = new IncludeSearch(files, new Sandbox(files, []), []).folderOf(input);
    const sandbox = new Sandbox(files, [...allowedFolders, ...patternRoots, ownFolder]);
    this.search = new IncludeSearch(files, sandbox, includeFolders);
  }

  /** Preprocesses the input; leaves the cache's macro table as empty as it was. */
  run(): PreprocessedUnit {
    try {
      for (const macro of this.cache.builtIns) this.setMacro(macro.id, macro);
      this.readUnit(this.cache.commandLine(this.#options.defines ?? []), -1);
      this.files.clear();
      return this.readUnit(this.#input, -1);
    } finally {
      for (const id of this.#touched) this.cache.macros[id] = undefined;
    }
  }

  get input(): SourceFile {
    return this.#input;
  }

  get includeLevel(): number {
    return this.#including.length - 1;
  }

  nextCount(): number {
    return this.#counter++;
  }

  /** The definition of a name now. */
  macro(id: number): Macro | undefined {
    return this.cache.macros[id];
  }

  setMacro(id: number, macro: Macro | undefined): void {
    this.#touched.push(id);
    this.cache.macros[id] = macro;
  }

  report(problem: Problem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  readOnce(file: SourceFile): void {
    this.#once.add(file);
  }

  /** Reads a file as cpp does; undefined where `#pragma once` leaves it out. */
  readUnit(file: SourceFile, folder: number): PreprocessedUnit {
    this.files.add(file);
    this.#including.push(file);
    const unit = new UnitReader(this, file, folder).read();
    this.#including.pop();
    return unit;
  }

  /** Reads a file that dtc itself includes: its text as it stands. */
  readPlain(file: SourceFile): PreprocessedUnit {
    this.files.add(file);
    this.#including.push(file);
    const unit = readPlainUnit(this, file);
    this.#including.pop();
    return unit;
  }

  isLeftOut(file: SourceFile): boolean {
    return this.#once.has(file);
  }

  /** Why a file may not be included now; undefined where it may. */
  includeLimit(file: SourceFile): Pick<Problem, 'code' | 'message'> | undefined {
    if (this.#including.length > MAX_INCLUDE_DEPTH) {
      const cycle = this.#including.lastIndexOf(file);
      const chain = cycle === -1 ? [] : [...this.#including.slice(cycle), file];
      const shown = chain.slice(0, 8).map((link) => link.path);
      const message =
        shown.length === 0
          ? `Files include one another more than ${MAX_INCLUDE_DEPTH} deep.`
          : `The file includes itself without end: ${shown.join(' → ')}.`;
      // One chain to the depth limit is told; the 2^200 others that a hostile file may hold are not walked.
      this.#includes = MAX_INCLUDES;
      return { code: 'include-recursion', message };
    }
    if (this.#includes >= MAX_INCLUDES) return { code: '', message: '' };

    this.#includes++;
    if (this.#includes < MAX_INCLUDES) return undefined;
    return { code: 'too-many-includes', message: `More than ${MAX_INCLUDES} files are included.` };
  }
}
