import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { LintedRun } from '../project/fix-boards.ts';
import { AskedFolders } from '../project/inputs/asked-folders.ts';
import { contentKey } from '../project/inputs/content-key.ts';
import { includePlacesOf } from '../project/inputs/include-places.ts';
import type { LintedInput } from '../project/inputs/linted-input.ts';
import type { Project } from '../project/project.ts';
import type { BoardLinter } from './board-linter.ts';
import { filesBelow, foldersBelow, isSourceFolder } from './collect-inputs.ts';
import { exitCode } from './exit-code.ts';
import { FolderWatch } from './folder-watch.ts';
import type { InputPlan, LintPlan } from './lint-plan.ts';
import { LintRun, type PreparedRun } from './lint-run.ts';
import type { OutputArguments } from './options/output-options.ts';
import { Progress } from './progress.ts';
import { sayProblems } from './read-board.ts';
import { UsageError } from './usage-error.ts';

export interface WatchOptions {
  /** Works out anew what there is to lint. @throws UsageError */
  readonly prepare: () => Promise<PreparedRun>;
  readonly show: (run: LintRun, plan: LintPlan, linted: LintedRun) => Promise<void>;
  readonly linter: BoardLinter;
  readonly args: OutputArguments & {
    readonly inputs: readonly string[];
    readonly config?: string | undefined;
  };
}

/** An editor writes a file in several steps. */
const quietMilliseconds = 100;
/** Of those below the inputs. */
const mostFolders = 2000;
const clearScreen = '\u001b[2J\u001b[H';

/** Lints, and then again whatever a change reaches, until somebody interrupts it. */
export async function watchLint(options: WatchOptions): Promise<void> {
  let watching: LintWatch | undefined;
  try {
    await new Promise<void>((end, fail) => {
      process.once('SIGINT', end);
      watching = new LintWatch(options, fail);
      watching.start();
    });
  } finally {
    watching?.end();
  }
  process.exitCode = exitCode.good;
}

class LintWatch {
  readonly #options: WatchOptions;
  /** Ends it, with what is a bug. */
  readonly #fail: (error: unknown) => void;
  /** What came of each board, by what it is linted with. */
  #results = new Map<string, LintedInput>();
  /** The folders that each board's includes were looked for in. */
  #asked = new Map<string, ReadonlySet<string>>();
  readonly #folders = new FolderWatch(
    (path) => this.#happened(path),
    (text) => process.stderr.write(`carveout: ${text}\n`),
  );
  /** The files that options name, which may be of any kind. */
  #named: ReadonlySet<string> = new Set();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isLinting = false;
  #rounds = 0;

  constructor(options: WatchOptions, fail: (error: unknown) => void) {
    this.#options = options;
    this.#fail = fail;
  }

  start(): void {
    this.#round([]).catch(this.#fail);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#folders.end();
  }

  async #round(changed: readonly string[]): Promise<void> {
    this.#isLinting = true;
    try {
      await this.#lint(changed);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`carveout: ${error.message}\n`);
      this.#watch([]);
    } finally {
      this.#isLinting = false;
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  async #lint(changed: readonly string[]): Promise<void> {
    const { prepare, show, linter, args } = this.#options;
    const isStale = this.#staleness(changed);
    await linter.forget([...changed, ...[...this.#read].filter(changeTest(changed))]);
    const { plan, ...part } = await prepare();
    const progress = new Progress(process.stderr, () => performance.now());
    const run = new LintRun(plan, args, { linter, ...part });

    const results = new Map<string, LintedInput>();
    const asked = new Map<string, ReadonlySet<string>>();
    const askedNow = new Map<Project, AskedFolders>();
    let fresh = 0;
    const all: (readonly [InputPlan, LintedInput])[] = [];
    for (const input of plan.inputs) {
      const key = keyOf(input);
      const known = this.#results.get(key);
      const isFresh = known === undefined || isStale(known);
      if (isFresh) fresh++;
      const linted = isFresh ? await linter.lint(input) : known;
      results.set(key, linted);
      asked.set(key, (isFresh ? undefined : this.#asked.get(key)) ?? this.#askedBy(input, linted, askedNow));
      all.push([input, linted]);
      progress.show(all.length, plan.inputs.length);
    }
    progress.end();
    this.#results = results;
    this.#asked = asked;

    const linted = await run.collect(all);
    if (this.#rounds++ > 0 && process.stdout.isTTY && args.outputFile === undefined)
      process.stdout.write(clearScreen);
    await sayProblems(plan.problems, args);
    await show(run, plan, linted);
    process.stderr.write(`carveout: ${fresh} of ${plan.inputs.length} boards linted.\n`);
    this.#watch(plan.inputs);
  }

  /** Which boards read otherwise after these files, or folders, have changed. */
  #staleness(changed: readonly string[]): (linted: LintedInput) => boolean {
    const read = this.#read;
    const isChanged = changeTest(changed);
    const reached = new Set([...read].filter(isChanged));
    // What nobody has read may be what an include finds from now on.
    const names = new Set(changed.filter((path) => !read.has(path)).map((path) => basename(path)));
    const mayAsk = this.#askingFor(names);
    for (const path of read) if (mayAsk(path)) reached.add(path);
    return ({ board, paths }) =>
      board === undefined || paths.some((path) => path === undefined || reached.has(path));
  }

  get #read(): ReadonlySet<string> {
    const read = new Set<string>();
    for (const { paths } of this.#results.values())
      for (const path of paths) if (path !== undefined) read.add(path);
    return read;
  }

  /** Tells which files may include what has one of these names. */
  #askingFor(names: ReadonlySet<string>): (path: string) => boolean {
    const [project] = this.#options.linter.projects;
    if (names.size === 0 || project === undefined) return () => false;
    const asked = new AskedFolders(project);
    return (path) => asked.mayAskFor(path, names);
  }

  /** Whether these changes may be about what is linted: a folder has much else in it. */
  #concernsUs(changed: readonly string[]): boolean {
    const isChanged = changeTest(changed);
    if ([...this.#named].some(isChanged)) return true;
    if (changed.some((path) => isBoard(path) || isConfig(path) || holdsBoards(path))) return true;
    const mayAsk = this.#askingFor(new Set(changed.map((path) => basename(path))));
    return [...this.#read].some((path) => isChanged(path) || mayAsk(path));
  }

  #askedBy(
    { input, build, args }: InputPlan,
    { paths }: LintedInput,
    known: Map<Project, AskedFolders>,
  ): ReadonlySet<string> {
    const project = this.#options.linter.projectOf(args);
    if (project === undefined) return new Set();
    const asked = known.get(project) ?? new AskedFolders(project);
    known.set(project, asked);
    const includeFolders = [...(build?.includeFolders ?? []), ...args.include];
    const parts = [input, ...(build?.overlays ?? []), ...args.overlay];
    return asked.of(
      paths.flatMap((path) => path ?? []),
      parts.map((one) => includePlacesOf(project, one, includeFolders)),
    );
  }

  /** The folders of all files that were read, and looked for, and of all inputs. */
  #watch(inputs: readonly InputPlan[]): void {
    const read = this.#read;
    const { inputs: given, config } = this.#options.args;
    const configs = inputs.flatMap((one) => one.config?.path ?? []).concat(config ?? []);
    const overlays = inputs.flatMap(({ args, build }) => [...args.overlay, ...(build?.overlays ?? [])]);
    this.#named = new Set([...given, ...configs, ...overlays].map((path) => resolve(path)));

    const files = [...read, ...this.#named, ...inputs.map(({ input }) => resolve(input))];
    const folders = new Set(files.map((path) => dirname(path)));
    for (const asked of this.#asked.values()) for (const path of asked) folders.add(path);
    for (const folder of foldersBelow(foldersOf(given), mostFolders)) folders.add(folder);
    this.#folders.watch(folders, new Set([...folders].flatMap(configFolders)));
    process.stderr.write(`carveout: watching ${read.size} files; an interrupt (Ctrl-C) ends it.\n`);
  }

  #happened(path: string): void {
    if (!isSource(basename(path)) && !this.#named.has(path)) return;
    this.#changed.add(path);
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isLinting) return;
      const changed = [...this.#changed];
      this.#changed.clear();
      if (this.#concernsUs(changed)) this.#round(changed).catch(this.#fail);
    }, quietMilliseconds);
  }
}

/** Whether a path is one of these, or lies in one that is a folder, or was. */
function changeTest(changed: readonly string[]): (path: string) => boolean {
  const paths = new Set(changed);
  const folders = changed.map((path) => path + sep);
  return (path) => paths.has(path) || folders.some((folder) => path.startsWith(folder));
}

function isBoard(path: string): boolean {
  return /\.dtso?$/.test(path);
}

function isConfig(path: string): boolean {
  return basename(path).startsWith('carveout.config.');
}

/** Of a new folder. */
function holdsBoards(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  return filesBelow([path], isBoard).length > 0;
}

/** The folders among what the user named, and those that patterns begin with. */
function foldersOf(named: readonly string[]): readonly string[] {
  return named.map((input) => resolve(isGlob(input) ? beforeGlob(input) : input)).filter(isSourceFolder);
}

function isGlob(input: string): boolean {
  return /[*?[\]{}]/.test(input) && !existsSync(input);
}

function beforeGlob(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** Above a folder, where a configuration may be put. */
function configFolders(folder: string): readonly string[] {
  const found: string[] = [];
  for (let at = folder; !existsSync(join(at, '.git')) && dirname(at) !== at; ) {
    at = dirname(at);
    found.push(at);
  }
  return found;
}

/** What editors keep beside a file, and what builds leave, is none. */
function isSource(name: string): boolean {
  return !/^\.|~$|^#|^node_modules$|\.(?:sw[a-p]|tmp|o|cmd|dtb|dtbo)$/.test(name);
}

function keyOf({ input, build, args, request }: InputPlan): string {
  return contentKey([input, build, args, request]) ?? input;
}
