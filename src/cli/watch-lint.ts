import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { LintedRun } from '../project/fix-boards.ts';
import { contentKey } from '../project/inputs/content-key.ts';
import { scanIncludes } from '../project/inputs/include-scan.ts';
import type { LintedInput } from '../project/inputs/linted-input.ts';
import { SourceFile } from '../source/source-file.ts';
import type { BoardLinter } from './board-linter.ts';
import { exitCode } from './exit-code.ts';
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
  readonly args: OutputArguments;
}

/** An editor writes a file in several steps. */
const quietMilliseconds = 100;
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
  readonly #watchers = new Map<string, FSWatcher>();
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
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  async #round(changed: readonly string[]): Promise<void> {
    this.#isLinting = true;
    try {
      await this.#lint(changed);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`carveout: ${error.message}\n`);
    } finally {
      this.#isLinting = false;
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  async #lint(changed: readonly string[]): Promise<void> {
    const { prepare, show, linter, args } = this.#options;
    const isStale = this.#staleness(changed);
    await linter.forget(changed);
    const { plan, ...part } = await prepare();
    const progress = new Progress(process.stderr, () => performance.now());
    const run = new LintRun(plan, args, { linter, ...part });

    const results = new Map<string, LintedInput>();
    const all: (readonly [InputPlan, LintedInput])[] = [];
    for (const input of plan.inputs) {
      const key = keyOf(input);
      const known = this.#results.get(key);
      const linted = known === undefined || isStale(known) ? await linter.lint(input) : known;
      results.set(key, linted);
      all.push([input, linted]);
      progress.show(all.length, plan.inputs.length);
    }
    progress.end();
    this.#results = results;

    const linted = await run.collect(all);
    if (this.#rounds++ > 0 && process.stdout.isTTY && args.outputFile === undefined)
      process.stdout.write(clearScreen);
    await sayProblems(plan.problems, args);
    await show(run, plan, linted);
    this.#watch(plan.inputs);
  }

  /** Which boards read otherwise after these files have changed. */
  #staleness(changed: readonly string[]): (linted: LintedInput) => boolean {
    const paths = new Set(changed);
    const read = new Set([...this.#results.values()].flatMap((one) => one.paths));
    // A file that nobody has read may be what an include finds from now on.
    const names = new Set(changed.filter((path) => !read.has(path)).map((path) => basename(path)));
    const asking = new Set([...read].filter((path) => path !== undefined && this.#asksFor(path, names)));
    return ({ board, paths: own }) =>
      board === undefined || own.some((path) => path === undefined || paths.has(path) || asking.has(path));
  }

  #asksFor(path: string, names: ReadonlySet<string>): boolean {
    if (names.size === 0) return false;
    const [project] = this.#options.linter.projects;
    const file = project?.files.open(path);
    if (!(file instanceof SourceFile)) return false;
    const { includes, isOpen } = scanIncludes(file.text);
    return isOpen || includes.some(({ name }) => names.has(basename(name)));
  }

  /** The folders of all files that were read, and of all inputs. */
  #watch(inputs: readonly InputPlan[]): void {
    const read = [...this.#results.values()].flatMap(({ paths }) => paths.flatMap((path) => path ?? []));
    const named = inputs.flatMap(({ input, config }) => [
      input,
      ...(config === undefined ? [] : [config.path]),
    ]);
    const folders = new Set([...read, ...named.map((path) => resolve(path))].map((path) => dirname(path)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) this.#watchFolder(folder);
    process.stderr.write(`carveout: watching ${new Set(read).size} files; an interrupt (Ctrl-C) ends it.\n`);
  }

  #watchFolder(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || !isSource(name)) return;
        this.#changed.add(resolve(folder, name));
        this.#schedule();
      });
      watcher.on('error', () => this.#watchers.delete(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`carveout: ${folder} cannot be watched (${reason}).\n`);
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isLinting) return;
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#round(changed).catch(this.#fail);
    }, quietMilliseconds);
  }
}

/** What editors keep beside a file, and what builds leave, is none. */
function isSource(name: string): boolean {
  return !/^\.|~$|^#|\.(?:sw[a-p]|tmp|o|cmd|dtb|dtbo)$/.test(name);
}

function keyOf({ input, build, args, request }: InputPlan): string {
  return contentKey([input, build, args, request]) ?? input;
}
