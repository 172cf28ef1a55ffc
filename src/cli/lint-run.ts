import { dirname } from 'node:path';
import type { LintedBoard } from '../lint/lint-report.ts';
import type { RemarkLevels } from '../lint/suppression-findings.ts';
import type { FixRun, LintedRun } from '../project/fix-boards.ts';
import type { LintedInput } from '../project/inputs/linted-input.ts';
import type { LintRequest } from '../project/lint-board.ts';
import type { Problem } from '../source/problem.ts';
import { Sandbox } from '../source/sandbox.ts';
import type { SourceFile } from '../source/source-file.ts';
import { BoardLinter } from './board-linter.ts';
import type { JudgedPart } from './judge-run.ts';
import type { InputPlan, LintPlan, PlanArguments } from './lint-plan.ts';
import type { NarrowedPlan } from './narrow-plan.ts';
import type { OutputArguments } from './options/output-options.ts';
import type { Progress } from './progress.ts';
import { sayProblems } from './read-board.ts';

/** What a run is about. */
export interface PreparedRun {
  readonly plan: LintPlan;
  /** Whether a board that was read is to be reported. Default: all are. */
  readonly isAskedFor?: NarrowedPlan['isAskedFor'] | undefined;
  /** Whether boards that share files with these are left out. */
  readonly isPart?: boolean;
}

export interface RunOptions extends Omit<PreparedRun, 'plan'> {
  /** Default: one that keeps nothing for later runs. */
  readonly linter?: BoardLinter | undefined;
  readonly progress?: Progress | undefined;
  /** In how many threads boards are linted; what is put in memory is not seen there. Default: in this one. */
  readonly jobs?: number | undefined;
}

/** A run of `lint` over its inputs, which can be done again after sources have changed in memory. */
export class LintRun implements FixRun {
  readonly #plan: LintPlan;
  readonly #output: Pick<OutputArguments, 'color' | 'ascii'>;
  readonly #options: RunOptions;
  readonly #linter: BoardLinter;
  /** By input. */
  #problems: readonly (readonly Problem[])[] = [];
  #parts: readonly JudgedPart[] = [];
  #sandboxes: readonly Sandbox[] | undefined;

  constructor(plan: LintPlan, output: Pick<OutputArguments, 'color' | 'ascii'>, options: RunOptions = {}) {
    this.#plan = plan;
    this.#output = output;
    this.#options = options;
    this.#linter = options.linter ?? new BoardLinter();
  }

  async lint(): Promise<LintedRun> {
    const { inputs } = this.#plan;
    const { progress, jobs = 1 } = this.#options;
    const early = jobs > 1 ? await this.#lintInThreads(jobs) : new Map<InputPlan, LintedInput>();
    const all: (readonly [InputPlan, LintedInput])[] = [];
    for (const plan of inputs) {
      all.push([plan, early.get(plan) ?? (await this.#linter.lint(plan))]);
      if (jobs === 1) progress?.show(all.length, inputs.length);
    }
    progress?.end();
    return this.collect(all);
  }

  /** What threads can do of the inputs, and what earlier runs have kept. */
  async #lintInThreads(jobs: number): Promise<ReadonlyMap<InputPlan, LintedInput>> {
    const found = new Map<InputPlan, LintedInput>();
    for (const plan of this.#plan.inputs) {
      const known = await this.#linter.known(plan);
      if (known !== undefined) found.set(plan, known);
    }
    const left = this.#plan.inputs.filter((plan) => !found.has(plan) && !plan.isStream);
    if (left.length === 0) return found;

    const { lintInThreads } = await import('./lint-pool.ts');
    const before = found.size;
    const { records, tooLarge, isCacheDenied } = await lintInThreads(left, {
      jobs: Math.min(jobs, left.length),
      cachePlace: this.#linter.cachePlace,
      onDone: (count) => this.#options.progress?.show(before + count, this.#plan.inputs.length),
    });
    if (isCacheDenied) this.#linter.isCacheDenied = true;
    for (const [index, plan] of left.entries()) {
      const record = records.get(index);
      if (tooLarge.has(index)) found.set(plan, tooLargeToLint(plan));
      const linted = record === undefined ? undefined : await this.#linter.ofRecord(plan, record);
      if (linted !== undefined) found.set(plan, linted);
    }
    return found;
  }

  /** Puts together what came of the inputs. */
  async collect(all: readonly (readonly [InputPlan, LintedInput])[]): Promise<LintedRun> {
    const { collectFindings } = await import('../lint/lint-report.ts');
    const { isAskedFor, isPart } = this.#options;

    const boards: LintedBoard[] = [];
    const problemsByInput: (readonly Problem[])[] = [];
    const requests = new Map<string, LintRequest>();
    const parts = new Map<PlanArguments, { boards: Set<string>; files: Set<string> }>();
    let unusable = 0;
    for (const [plan, { board, problems, paths }] of all) {
      if (board !== undefined && isAskedFor?.(plan, paths) === false) continue;
      problemsByInput.push(problems);
      if (board === undefined) {
        unusable++;
        continue;
      }
      boards.push(board);
      requests.set(board.path, plan.request);
      const part = parts.get(plan.args) ?? { boards: new Set<string>(), files: new Set<string>() };
      part.boards.add(board.path);
      for (const path of paths) if (path !== undefined) part.files.add(path);
      parts.set(plan.args, part);
    }
    this.#problems = problemsByInput;
    this.#parts = [...parts].map(([args, part]) => ({ args, ...part }));
    return { report: collectFindings(boards, { remarks: await this.#remarks(requests, isPart) }), unusable };
  }

  /** What is said of comments, by the settings of the board that has them. */
  async #remarks(
    requests: ReadonlyMap<string, LintRequest>,
    isPart: boolean | undefined,
  ): Promise<(board: string) => RemarkLevels> {
    const { remarkLevels } = await import('../project/remark-levels.ts');
    const all = this.#plan.inputs.map(({ request }) => request);
    const known = new Map<LintRequest | undefined, RemarkLevels>();
    return (board) => {
      const own = requests.get(board);
      const levels = known.get(own) ?? remarkLevels(all, own);
      known.set(own, levels);
      // A comment that keeps nothing quiet on these boards may do so on the others.
      return isPart === true ? { ...levels, unused: 'off' } : levels;
    };
  }

  /** The boards of the last linting, by what they are judged by. */
  get parts(): readonly JudgedPart[] {
    return this.#parts;
  }

  /** What is wrong with the inputs, as the last linting found it. */
  async sayProblems(): Promise<void> {
    for (const problems of this.#problems) await sayProblems(problems, this.#output);
  }

  put(path: string, text: string): void {
    for (const project of this.#linter.projects) project.files.put(path, text);
  }

  mayEdit({ absolutePath, locate }: SourceFile): boolean {
    this.#sandboxes ??= this.#makeSandboxes();
    return (
      absolutePath !== undefined &&
      locate === undefined &&
      this.#sandboxes.some((sandbox) => sandbox.allows(absolutePath))
    );
  }

  /** The folders of the inputs, the trees that they stand in, and those of `--allow`; not those of `-I`, which may be anybody's. */
  #makeSandboxes(): readonly Sandbox[] {
    return this.#linter.projects.map((project) => {
      const own = this.#plan.inputs.filter(({ args }) => this.#linter.projectOf(args) === project);
      const allowed = own.flatMap(({ args }) => args.allow);
      const folders = own.flatMap(({ input }) => {
        const path = project.files.realPath(input);
        return path === undefined ? [] : [dirname(path), project.sourceTreeOf(path).root];
      });
      return new Sandbox(project.files, [...new Set([...folders, ...allowed])]);
    });
  }
}

/** An input that a thread of its own had too little memory for. */
function tooLargeToLint({ input }: InputPlan): LintedInput {
  const problem: Problem = {
    severity: 'error',
    code: 'input-too-large',
    message: `${input} needs more memory than Node gives a thread.`,
    help: 'If it is meant to be that large, give Node more, such as NODE_OPTIONS=--max-old-space-size=8192 (in MiB), or split it into several boards.',
  };
  return { board: undefined, problems: [problem], paths: [] };
}
