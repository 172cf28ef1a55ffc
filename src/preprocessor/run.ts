import type { FileStore } from '../source/file-store.ts';
import { defaultLimits, howToRaise, type Limits } from '../source/limits.ts';
import type { Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { Assertions } from './assertions.ts';
import type { ExpansionBudget } from './expander.ts';
import type { IncludeSearch } from './include-search.ts';
import type { Macro } from './macro.ts';
import { readPlainUnit } from './plain-unit.ts';
import type { Chunk, PreprocessedUnit } from './preprocessed.ts';
import { PreprocessorCache } from './preprocessor-cache.ts';
import { packed, Recorder, type Seen } from './recorder.ts';
import { type RememberedUnit, UnitMemo } from './unit-memo.ts';
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
  /** Of them `includeDepth`, `includes` and `expansion` count here. */
  readonly limits?: Limits | undefined;
}

const MAX_PROBLEMS = 1000;
/** Of one name. */
const MAX_PUSHED = 1000;

/** What all files of one input share. */
export class Run {
  readonly cache: PreprocessorCache;
  readonly search: IncludeSearch;
  readonly problems: Problem[] = [];
  readonly files: Set<SourceFile> = new Set();
  /** The directive that brought in each file first. */
  readonly includedFrom: Map<SourceFile, Span> = new Map();
  readonly budget: ExpansionBudget;
  readonly #limits: Limits;
  readonly resolveDtcIncludes: boolean;
  readonly #options: PreprocessOptions;
  readonly #input: SourceFile;
  readonly #inputFolder: string;
  readonly #units: WeakMap<SourceFile, UnitMemo>;
  readonly #macros: (Macro | undefined)[];
  readonly #once = new Set<SourceFile>();
  /** What `#pragma push_macro` put aside, by name. */
  readonly #pushed = new Map<number, (Macro | undefined)[]>();
  readonly #assertions = new Assertions();
  readonly #including: SourceFile[] = [];
  /** The macros that were defined, one by one and in lists. */
  readonly #touched: number[] = [];
  readonly #touchedLists: Uint32Array[] = [];
  readonly #recorders: Recorder[] = [];
  #recorder: Recorder | undefined;
  #includes = 0;
  /** The most files that were open inside one another. */
  #deepest = 0;
  #counter = 0;

  constructor(input: SourceFile, options: PreprocessOptions) {
    const { files, includeFolders = [], allowedFolders = [] } = options;
    this.#input = input;
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    this.budget = { tokens: this.#limits.expansion };
    this.cache = options.cache ?? new PreprocessorCache();
    this.resolveDtcIncludes = options.resolveDtcIncludes ?? true;
    this.#inputFolder = files.folderOf(input);
    this.#macros = this.cache.macros;

    const patternRoots = includeFolders.map((folder) => folder.split('*')[0] ?? folder);
    const allowed = [...allowedFolders, ...patternRoots, this.#inputFolder];
    const memory = this.cache.searchFor(files, includeFolders, allowed, this.resolveDtcIncludes);
    this.search = memory.search;
    this.#units = memory.units;
  }

  /** Preprocesses the input; leaves the cache's macro table as empty as it was. */
  run(): PreprocessedUnit {
    try {
      for (const macro of this.cache.builtIns) this.setMacro(macro.id, macro);
      this.readUnit(this.cache.commandLine(this.#options.defines ?? []), -1);
      this.files.clear();
      // The input's own unit is shared with nobody, and would keep all that it includes as long as its file is held.
      return { file: this.#input, chunks: this.#chunksOf(this.#input, -1) };
    } finally {
      for (const id of this.#touched) this.#macros[id] = undefined;
      for (const ids of this.#touchedLists) {
        for (let index = 0; index < ids.length; index++) this.#macros[ids[index] as number] = undefined;
      }
    }
  }

  /** What `__BASE_FILE__` stands for. */
  get inputPath(): string {
    this.dependsOnMore();
    return this.#input.path;
  }

  get inputFolder(): string {
    return this.#inputFolder;
  }

  get includeLevel(): number {
    this.dependsOnMore();
    return this.#including.length - 1;
  }

  nextCount(): number {
    this.dependsOnMore();
    return this.#counter++;
  }

  /** The definition of a name now. */
  macro(id: number): Macro | undefined {
    const macro = this.#macros[id];
    this.#recorder?.look(id, macro);
    return macro;
  }

  /** The same without taking down that it was asked for: for names that were asked for before. */
  knownMacro(id: number): Macro | undefined {
    return this.#macros[id];
  }

  get macros(): readonly (Macro | undefined)[] {
    return this.#macros;
  }

  setMacro(id: number, macro: Macro | undefined): void {
    this.#touched.push(id);
    this.#recorder?.change(id);
    while (this.#macros.length < id) this.#macros.push(undefined);
    this.#macros[id] = macro;
  }

  report(problem: Problem): void {
    // What stood between arguments that never end was meant to stand behind them.
    if (problem.code === 'unterminated-macro-call')
      while (this.problems.at(-1)?.code === 'include-in-macro-arguments') {
        this.dependsOnMore();
        this.problems.pop();
      }
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
    else this.dependsOnMore();
  }

  /** What is being read cannot be repeated from the macros alone. */
  dependsOnMore(): void {
    if (this.#recorder !== undefined) this.#recorder.repeatable = false;
  }

  /** Puts the definition of a name aside, as `#pragma push_macro` asks. */
  pushMacro(id: number): void {
    this.dependsOnMore();
    const pushed = this.#pushed.get(id) ?? [];
    if (pushed.length < MAX_PUSHED) pushed.push(this.macro(id));
    this.#pushed.set(id, pushed);
  }

  /** Takes back what was put aside last; without that, the definition stays. */
  popMacro(id: number): void {
    this.dependsOnMore();
    const pushed = this.#pushed.get(id);
    if (pushed !== undefined && pushed.length > 0) this.setMacro(id, pushed.pop());
  }

  /** What `#assert` said. */
  get assertions(): Assertions {
    this.dependsOnMore();
    return this.#assertions;
  }

  readOnce(file: SourceFile): void {
    this.dependsOnMore();
    this.#once.add(file);
  }

  isLeftOut(file: SourceFile): boolean {
    if (this.#once.size > 0) this.dependsOnMore();
    return this.#once.has(file);
  }

  /** Begins to take down what the text that follows depends on; {@link endRecording} ends it. */
  beginRecording(): Recorder {
    const recorder = new Recorder(this.cache.marksFor(this.#recorders.length));
    this.#recorders.push(recorder);
    this.#recorder = recorder;
    return recorder;
  }

  /** Ends the innermost recording; what it saw, the one around it saw. */
  endRecording(recorder: Recorder): void {
    this.#recorders.pop();
    this.#recorder = this.#recorders.at(-1);
    const outer = this.#recorder;
    if (outer === undefined) return;

    outer.lookAll(recorder);
    outer.changeAll(recorder.changes);
    for (const list of recorder.changeLists) outer.changeAll(list);
    outer.repeatable &&= recorder.repeatable;
    outer.resolvesForDtc ||= recorder.resolvesForDtc;
    for (const file of recorder.files) outer.files.add(file);
    for (const [file, from] of recorder.includedFrom) outer.includedFrom.set(file, from);
    outer.includes += recorder.includes;
  }

  /** Something known was used again, which depends on these definitions. */
  sawAgain(seen: Seen): void {
    this.#recorder?.lookAll(seen);
  }

  /** Reads a file as cpp does, or takes what it gave before where that must come out again. */
  readUnit(file: SourceFile, folder: number): PreprocessedUnit {
    let memo = this.#units.get(file);
    if (memo === undefined) {
      memo = new UnitMemo();
      this.#units.set(file, memo);
    }
    const known = this.#once.size === 0 ? memo.find(this.#macros, this.#inputFolder) : undefined;
    if (known !== undefined && this.#hasRoomFor(known)) return this.#repeat(known);

    return this.#readAndRemember(file, folder, memo);
  }

  #hasRoomFor(known: RememberedUnit): boolean {
    if (this.#including.length + known.height > this.#limits.includeDepth) return false;
    if (this.budget.tokens < known.tokens) return false;
    return this.#includes + known.includes < this.#limits.includes;
  }

  #repeat(known: RememberedUnit): PreprocessedUnit {
    this.sawAgain(known);
    // Most files of most boards come in here: lists by their indices.
    const { changedIds, changedMacros, files, included, includedFrom } = known;
    for (let index = 0; index < changedIds.length; index++)
      this.#macros[changedIds[index] as number] = changedMacros[index];
    if (changedIds.length > 0) this.#touchedLists.push(changedIds);
    this.#recorder?.changeAll(changedIds);
    for (let index = 0; index < files.length; index++) this.#noteFile(files[index] as SourceFile);
    for (let index = 0; index < included.length; index++)
      this.noteInclude(included[index] as SourceFile, includedFrom[index] as Span);
    for (const problem of known.problems) this.report(problem);

    this.#includes += known.includes;
    this.budget.tokens -= known.tokens;
    this.#deepest = Math.max(this.#deepest, this.#including.length + known.height);
    if (this.#recorder !== undefined) {
      this.#recorder.includes += known.includes;
      this.#recorder.resolvesForDtc ||= known.inputFolder !== undefined;
    }
    return known.unit;
  }

  #readAndRemember(file: SourceFile, folder: number, memo: UnitMemo): PreprocessedUnit {
    const problemCount = this.problems.length;
    const { tokens } = this.budget;
    const outside = this.#including.length;
    const deepest = this.#deepest;
    this.#deepest = outside;
    const recorder = this.beginRecording();
    const unit = this.#readNow(file, folder);
    this.endRecording(recorder);
    const height = this.#deepest - outside;
    this.#deepest = Math.max(this.#deepest, deepest);
    if (!recorder.repeatable || this.budget.tokens < 0) return unit;

    const changedIds = recorder.changedIds(this.cache.identifiers);
    const changedMacros = new Array<Macro | undefined>(changedIds.length);
    for (let index = 0; index < changedIds.length; index++)
      changedMacros[index] = this.#macros[changedIds[index] as number];
    const { absent, ids, macros } = packed(recorder);
    memo.add({
      unit,
      absent,
      ids,
      macros,
      changedIds,
      changedMacros,
      problems: this.problems.slice(problemCount),
      files: [...recorder.files],
      included: [...recorder.includedFrom.keys()],
      includedFrom: [...recorder.includedFrom.values()],
      includes: recorder.includes,
      height,
      tokens: tokens - this.budget.tokens,
      inputFolder: recorder.resolvesForDtc ? this.#inputFolder : undefined,
    });
    return unit;
  }

  /** A directive brings in a file; of several, the first counts. */
  noteInclude(file: SourceFile, from: Span): void {
    if (!this.includedFrom.has(file)) this.includedFrom.set(file, from);
    const recorder = this.#recorder;
    if (recorder !== undefined && !recorder.includedFrom.has(file)) recorder.includedFrom.set(file, from);
  }

  #noteFile(file: SourceFile): void {
    this.files.add(file);
    this.#recorder?.files.add(file);
  }

  #readNow(file: SourceFile, folder: number): PreprocessedUnit {
    return this.cache.pool.unify(file, this.#chunksOf(file, folder));
  }

  #chunksOf(file: SourceFile, folder: number): readonly Chunk[] {
    this.#open(file);
    const chunks = new UnitReader(this, file, folder).read();
    this.#including.pop();
    return chunks;
  }

  #open(file: SourceFile): void {
    this.#noteFile(file);
    this.#including.push(file);
    this.#deepest = Math.max(this.#deepest, this.#including.length);
  }

  /** Reads a file that dtc itself includes: its text as it stands. */
  readPlain(file: SourceFile): PreprocessedUnit {
    if (this.#recorder !== undefined) this.#recorder.resolvesForDtc = true;
    this.#open(file);
    const chunks = readPlainUnit(this, file);
    this.#including.pop();
    return this.cache.pool.unify(file, chunks);
  }

  /** Why a file may not be included now; undefined where it may. */
  includeLimit(file: SourceFile): Pick<Problem, 'code' | 'message' | 'help'> | undefined {
    const { includes, includeDepth } = this.#limits;
    if (this.#includes >= includes) {
      this.dependsOnMore();
      return { code: '', message: '' };
    }
    if (this.#including.length > includeDepth) {
      const shown = this.#cycle(file).map((link) => link.path);
      // One chain to the depth limit is told; the 2^200 others that a hostile file may hold are not walked.
      this.#includes = includes;
      this.dependsOnMore();
      const code = 'include-recursion';
      if (shown.length > 0)
        return { code, message: `The file includes itself without end: ${shown.join(' → ')}.` };
      const message = `Files include one another more than ${includeDepth} deep.`;
      return { code, message, help: howToRaise('includeDepth') };
    }
    this.#includes++;
    if (this.#recorder !== undefined) this.#recorder.includes++;
    if (this.#includes < includes) return undefined;
    this.dependsOnMore();
    const message = `More than ${includes} files are included.`;
    return { code: 'too-many-includes', message, help: howToRaise('includes') };
  }

  #cycle(file: SourceFile): readonly SourceFile[] {
    const first = this.#including.lastIndexOf(file);
    return first === -1 ? [] : [...this.#including.slice(first), file].slice(0, 8);
  }
}
