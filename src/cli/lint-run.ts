import { dirname } from 'node:path';
import type { LintedBoard } from '../lint/lint-report.ts';
import type { FixRun, LintedRun } from '../project/fix-boards.ts';
import type { LoadedBoard } from '../project/load-board.ts';
import type { Project } from '../project/project.ts';
import type { Problem } from '../source/problem.ts';
import { Sandbox } from '../source/sandbox.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { InputPlan, LintPlan, PlanArguments } from './lint-plan.ts';
import type { OutputArguments } from './options/output-options.ts';
import { openProject, sayProblems } from './read-board.ts';

/** The files that inputs of one configuration share. */
interface OpenProject {
  readonly project: Project;
  readonly read: (input: string) => LoadedBoard;
}

/** A run of `lint` over its inputs, which can be done again after sources have changed in memory. */
export class LintRun implements FixRun {
  readonly #plan: LintPlan;
  readonly #output: Pick<OutputArguments, 'color' | 'ascii'>;
  readonly #projects = new Map<PlanArguments, OpenProject>();
  /** By input. */
  #problems: readonly (readonly Problem[])[] = [];
  #sandboxes: readonly Sandbox[] | undefined;

  constructor(plan: LintPlan, output: Pick<OutputArguments, 'color' | 'ascii'>) {
    this.#plan = plan;
    this.#output = output;
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
      const { board, problems, files } = read(plan.input);
      all.push(problems);
      if (board === undefined) unusable++;
      else boards.push(lintBoard(board, plan.request, files));
    }
    this.#problems = all;
    const remarks = remarkLevels(this.#plan.inputs.map(({ request }) => request));
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
