import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { WorkRanges } from '../project/inputs/work-ranges.ts';
import type { CachePlace } from './board-linter.ts';
import type { InputPlan } from './lint-plan.ts';
import { type LintTask, LintThread, type ThreadAnswer } from './lint-thread.ts';
import { optimizeForThreads } from './optimize-late.ts';

/** What threads have made of boards, by the index of the board. */
export interface PoolResult {
  /** A board that is missing, and not too large, is to be linted here: it is unusable, or there is no program for threads. */
  readonly records: ReadonlyMap<number, string>;
  /** Boards for which the memory of a thread of their own is not enough. */
  readonly tooLarge: ReadonlySet<number>;
  readonly isCacheDenied: boolean;
}

export interface PoolOptions {
  readonly jobs: number;
  readonly cachePlace: CachePlace | undefined;
  readonly onDone: (count: number) => void;
}

/** Fewer boards are linted before a thread has loaded its program. */
const fewBoards = 20;
/** In the library, and beside the folder of the bundled command. */
const programs = ['./lint-worker.js', '../lint-worker.cjs'];

/** How many threads a run gets. */
export function jobCount(asked: number | undefined, boards: number): number {
  const usual = boards > fewBoards ? availableParallelism() : 1;
  return Math.max(1, Math.min(asked ?? usual, boards));
}

/** Lints boards in threads. */
export async function lintInThreads(plans: readonly InputPlan[], options: PoolOptions): Promise<PoolResult> {
  const program = programs.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (program === undefined) return { records: new Map(), tooLarge: new Set(), isCacheDenied: false };

  optimizeForThreads();
  const pool = new Pool(program, plans, options);
  const ranges = new WorkRanges(plans.length, options.jobs);
  await Promise.all(Array.from({ length: options.jobs }, (_, number) => pool.lintStretch(ranges, number)));
  if (pool.isShortOfMemory) await pool.lintApart();
  return pool;
}

class Pool implements PoolResult {
  readonly records = new Map<number, string>();
  readonly tooLarge = new Set<number>();
  isCacheDenied = false;
  /** Whether a thread had too little for what it held and its board. */
  isShortOfMemory = false;
  readonly #program: URL;
  readonly #plans: readonly InputPlan[];
  readonly #options: PoolOptions;
  readonly #answered = new Set<number>();

  constructor(program: URL, plans: readonly InputPlan[], options: PoolOptions) {
    this.#program = program;
    this.#plans = plans;
    this.#options = options;
  }

  /** What one thread does. */
  async lintStretch(ranges: WorkRanges, number: number): Promise<void> {
    const thread = this.#start(number === 0);
    for (let own = ranges.next(number); own.length > 0; own = ranges.next(number)) {
      const answer = await thread.ask(this.#tasksOf(own));
      if (answer.kind === 'answer') this.#take(answer);
      else {
        this.isShortOfMemory ||= answer.kind === 'out-of-memory';
        return;
      }
    }
    await thread.end();
  }

  /**
   * Lints the boards that are left one by one in one thread. Not in the main thread, whose end would be the end of the run: a board that
   * a fresh thread has too little memory for is too large.
   */
  async lintApart(): Promise<void> {
    let thread: LintThread | undefined;
    const left = this.#plans.flatMap((_, index) => (this.#answered.has(index) ? [] : [index]));
    for (const index of left) {
      const held = await thread?.ask(this.#tasksOf([index]));
      if (held?.kind === 'answer') {
        this.#take(held);
        continue;
      }
      // What the boards before it have left there may have been what was too much.
      thread = this.#start(false);
      const answer = await thread.ask(this.#tasksOf([index]));
      if (answer.kind === 'answer') this.#take(answer);
      else {
        if (answer.kind === 'out-of-memory') this.tooLarge.add(index);
        thread = undefined;
      }
    }
    await thread?.end();
  }

  #start(keepsCode: boolean): LintThread {
    return new LintThread(this.#program, { cachePlace: this.#options.cachePlace, keepsCode });
  }

  #tasksOf(indices: readonly number[]): readonly LintTask[] {
    return indices.flatMap((index): readonly LintTask[] => {
      const plan = this.#plans[index];
      return plan === undefined ? [] : [{ index, plan: { ...plan, config: undefined } }];
    });
  }

  #take({ results, isCacheDenied }: ThreadAnswer): void {
    for (const { index, record } of results) {
      this.#answered.add(index);
      if (record !== undefined) this.records.set(index, record);
    }
    this.isCacheDenied ||= isCacheDenied;
    this.#options.onDone(this.#answered.size);
  }
}
