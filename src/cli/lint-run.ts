import { dirname } from 'node:path';
import type { LintedBoard } from '../lint/lint-report.ts';
import type { FixRun, LintedRun } from '../project/fix-boards.ts';
import type { Project } from '../project/project.ts';
import type { Problem } from '../source/problem.ts';
import { Sandbox } from '../source/sandbox.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { InputPlan, LintPlan, PlanArguments } from './lint-plan.ts';
import type { NarrowedPlan } from './narrow-plan.ts';
import type { OutputArguments } from './options/output-options.ts';
import { type BoardReader, openProject, sayProblems } from './read-board.ts';

/** The files that inputs of one configuration share. */
interface OpenProject {
  readonly project: Project;
  readonly read: BoardReader;
}

/** Which of the boards that there are a run is about. */
export interface PartOfRun {
  /** Whether a board that was read is to be reported. Default: all are. */
  readonly isAskedFor?: NarrowedPlan['isAskedFor'] | undefined;
  /** Whether boards that share files with these are left out. */
  readonly isPart?: boolean;
}

/** A run of `lint` over its inputs, which can be done again after sources have changed in memory. */
export class LintRun implements FixRun {
  readonly #plan: LintPlan;
  readonly #output: Pick<OutputArguments, 'color' | 'ascii'>;
  readonly #part: PartOfRun;
  readonly #projects = new Map<PlanArguments, OpenProject>();
  /** By input. */
  #problems: readonly (readonly Problem[])[] = [];
  #sandboxes: readonly Sandbox[] | undefined;

  constructor(plan: LintPlan, output: Pick<OutputArguments, 'color' | 'ascii'>, part: PartOfRun = {}) {
    this.#plan = plan;
    this.#output = output;
    this.#part = part;
  }

  async lint(): Promise<LintedRun> {
    const { lintBoard } = await import('../project/lint-board.ts');
    const { collectFindings } = await import('../lint/lint-report.ts');
    const { remarkLevels } = await import('../project/remark-levels.ts');

    const boards: LintedBoard[] = [];
    const all: (readonly Problem[])[] = [];
    let unusable = 0;
    for (const plan of this.#plan.inputs) {
      const { read } = await this.#open(plan);
      const { board, problems, files } = read(plan.input, plan.build);
      const paths = files.map(({ absolutePath }) => absolutePath);
      if (board !== undefined && this.#part.isAskedFor?.(plan, paths) === false) continue;
      all.push(problems);
      if (board === undefined) unusable++;
      else boards.push({ ...lintBoard(board, plan.request, files), path: shownPath(plan, board.path) });
    }
    this.#problems = all;
    const levels = remarkLevels(this.#plan.inputs.map(({ request }) => request));
    // A comment that keeps nothing quiet on these boards may do so on the others.
    const remarks = this.#part.isPart === true ? { ...levels, unused: 'off' as const } : levels;
    return { report: collectFindings(boards, { remarks }), unusable };
  }

  /** What is wrong with the inputs, as the last linting found it. */
  async sayProblems(): Promise<void> {
    for (const problems of this.#problems) await sayProblems(problems, this.#output);
  }

  put(path: string, text: string): void {
    for (const { project } of this.#projects.values()) project.files.put(path, text);
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
    return [...this.#projects].map(([args, { project }]) => {
      const own = this.#plan.inputs.filter((plan) => plan.args === args);
      const folders = own.flatMap(({ input }) => {
        const path = project.files.realPath(input);
        return path === undefined ? [] : [dirname(path), project.sourceTreeOf(path).root];
      });
      return new Sandbox(project.files, [...new Set([...folders, ...args.allow])]);
    });
  }

  async #open({ args }: InputPlan): Promise<OpenProject> {
    const known = this.#projects.get(args);
    if (known !== undefined) return known;
    const opened = await openProject(args);
    this.#projects.set(args, opened);
    return opened;
  }
}

/** A composite blob shares its source with the plain one. */
function shownPath({ build }: InputPlan, path: string): string {
  return build === undefined || build.overlays.length === 0 ? path : build.target;
}
