import type { FileStore } from '../source/file-store.ts';
import { Sandbox } from '../source/sandbox.ts';
import { SourceFile } from '../source/source-file.ts';
import { directiveKinds } from './directive.ts';
import { Identifiers } from './identifiers.ts';
import { IncludeSearch } from './include-search.ts';
import { LineMemo } from './line-memo.ts';
import { type BuiltInMacro, builtInMacro, type Macro } from './macro.ts';
import { PlainExpander } from './plain-expander.ts';
import { PlainLineWriter } from './plain-line.ts';
import { SeenMarks } from './recorder.ts';
import type { ScannedFile } from './scan.ts';
import { Scanner } from './scanner.ts';
import { type UnitMemo, UnitPool } from './unit-memo.ts';

const BUILT_IN: readonly BuiltInMacro[] = [
  '__LINE__',
  '__FILE__',
  '__BASE_FILE__',
  '__FILE_NAME__',
  '__COUNTER__',
  '__INCLUDE_LEVEL__',
  '__DATE__',
  '__TIME__',
  '__TIMESTAMP__',
  '_Pragma',
];

const RESERVED: readonly string[] = ['defined', '__VA_ARGS__', '__VA_OPT__'];

/** What is defined for every input: `-undef` leaves these of cpp's own, and dtc's makefiles add `__DTS__`. */
const PREDEFINED: readonly string[] = ['__DTS__', '__ASSEMBLER__', '__STDC__', '__STDC_HOSTED__'];

/** What is kept of one file, whatever it is included by. */
export interface FileMemory {
  readonly scan: ScannedFile;
  readonly lines: LineMemo;
  wasRead: boolean;
  /** The macro that each `#define` line makes. */
  readonly definitions: Map<number, Macro>;
}

/** What is kept for the inputs that look for includes in the same folders. */
export interface SearchMemory {
  readonly search: IncludeSearch;
  readonly units: WeakMap<SourceFile, UnitMemo>;
}

/**
 * What the preprocessor keeps between the inputs of a run: scanned files, macro definitions, results. Give the same one to every
 * input that reads from the same {@link FileStore}; it grows with the files, not with the inputs.
 */
export class PreprocessorCache {
  readonly identifiers: Identifiers = new Identifiers();
  readonly builtIns: readonly Macro[];
  /** The definition of each identifier, by its number, in the input that is being preprocessed. */
  readonly macros: (Macro | undefined)[] = [];
  readonly plainLines: PlainLineWriter = new PlainLineWriter(
    new PlainExpander(this.identifiers, this.macros),
    this.macros,
  );
  readonly #scanner: Scanner;
  /** Names that cannot be defined. */
  readonly reserved: ReadonlySet<number>;
  readonly pool: UnitPool = new UnitPool();
  #files = new WeakMap<SourceFile, FileMemory>();
  readonly #definitionTexts = new Map<string, SourceFile>();
  readonly #marks: SeenMarks[] = [];
  /** What was asked for last, as the boards of one folder ask for the same. */
  #lastSearch:
    | {
        readonly files: FileStore;
        readonly generation: number;
        readonly includeFolders: readonly string[];
        readonly allowedFolders: readonly string[];
        readonly resolvesForDtc: boolean;
        readonly memory: SearchMemory;
      }
    | undefined;
  readonly #searches = new WeakMap<FileStore, { generation: number; byFolders: Map<string, SearchMemory> }>();

  constructor() {
    this.#scanner = new Scanner(this.identifiers, directiveKinds(this.identifiers));
    this.reserved = new Set(RESERVED.map((name) => this.identifiers.numberOf(name)));
    this.builtIns = BUILT_IN.map((name) => builtInMacro(this.identifiers, name));
  }

  memoryOf(file: SourceFile): FileMemory {
    const known = this.#files.get(file);
    if (known !== undefined) return known;

    const scan = this.#scanner.scan(file);
    while (this.macros.length < this.identifiers.count) this.macros.push(undefined);
    const memory: FileMemory = { scan, lines: new LineMemo(), wasRead: false, definitions: new Map() };
    this.#files.set(file, memory);
    return memory;
  }

  /** Lets go of what is kept of files, which findings may keep alive: what is read anew is another file. */
  release(): void {
    this.#files = new WeakMap();
  }

  /**
   * The same for one file. Nobody holds it any more, yet a weak map that is old keeps what is young alive: a collection of the young alone
   * takes its values for needed.
   */
  drop(file: SourceFile): void {
    this.#files.delete(file);
    this.pool.drop(file);
  }

  /** Whether a text is one that {@link commandLine} made: its macros are defined in no file. */
  isCommandLine(file: SourceFile): boolean {
    // The text of a file would have to be hashed.
    return file.absolutePath === undefined && this.#definitionTexts.get(file.text) === file;
  }

  /** The marks for recorders that have `depth` others around them. */
  marksFor(depth: number): SeenMarks {
    let marks = this.#marks[depth];
    if (marks === undefined) {
      marks = new SeenMarks();
      this.#marks[depth] = marks;
    }
    return marks;
  }

  /** What is known about includes from these folders; all of it is forgotten when the store forgets a file. */
  searchFor(
    files: FileStore,
    includeFolders: readonly string[],
    allowedFolders: readonly string[],
    resolvesForDtc: boolean,
  ): SearchMemory {
    const last = this.#lastSearch;
    const isLast =
      last !== undefined &&
      last.files === files &&
      last.generation === files.generation &&
      last.resolvesForDtc === resolvesForDtc &&
      areSame(last.includeFolders, includeFolders) &&
      areSame(last.allowedFolders, allowedFolders);
    if (isLast) return last.memory;

    let known = this.#searches.get(files);
    if (known === undefined || known.generation !== files.generation) {
      known = { generation: files.generation, byFolders: new Map() };
      this.#searches.set(files, known);
    }

    const sandbox = new Sandbox(files, allowedFolders);
    const key = JSON.stringify([includeFolders, sandbox.folders, resolvesForDtc]);
    let memory = known.byFolders.get(key);
    if (memory === undefined) {
      memory = { search: new IncludeSearch(files, sandbox, includeFolders), units: new WeakMap() };
      known.byFolders.set(key, memory);
    }
    const { generation } = files;
    this.#lastSearch = { files, generation, includeFolders, allowedFolders, resolvesForDtc, memory };
    return memory;
  }

  /** The text that stands for the predefined macros and the `-D` options: the same file for the same options. */
  commandLine(
    defines: readonly { readonly name: string; readonly value?: string | undefined }[],
  ): SourceFile {
    const lines = [
      ...PREDEFINED.map((name) => `#define ${name} 1\n`),
      ...defines.map(({ name, value }) => `#define ${oneLine(name)} ${oneLine(value ?? '1')}\n`),
    ];
    const text = lines.join('');
    const known = this.#definitionTexts.get(text);
    if (known !== undefined) return known;

    const file = new SourceFile('<command-line>', text);
    this.#definitionTexts.set(text, file);
    return file;
  }
}

/** A new line would end the definition and begin a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
