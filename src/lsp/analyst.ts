import { Project } from '../project/project.ts';
import { BoardSettingsReader } from '../project/settings/board-settings.ts';
import type { AnalysisAnswer, AnalysisRequest, AnalysisStart } from './analysis-messages.ts';
import { includingBoards } from './including-boards.ts';
import { viewOfBoard } from './view-of-board.ts';

type Job = Extract<AnalysisRequest, { kind: 'job' }>;

/** Analyses boards, in a thread of its own. Each job reads its files anew, and keeps nothing of them. */
export class Analyst {
  readonly #workingFolder: string;
  readonly #answer: (answer: AnalysisAnswer) => void;
  readonly #texts = new Map<string, string>();
  #job = -1;

  constructor({ workingFolder }: AnalysisStart, answer: (answer: AnalysisAnswer) => void) {
    this.#workingFolder = workingFolder;
    this.#answer = answer;
  }

  take(request: AnalysisRequest): void {
    if (request.kind === 'job') {
      this.#job = request.job;
      void this.#run(request);
      return;
    }
    for (const [path, text] of request.texts) {
      if (text === undefined) this.#texts.delete(path);
      else this.#texts.set(path, text);
    }
  }

  async #run({ job, boards, shared }: Job): Promise<void> {
    const project = new Project({ workingFolder: this.#workingFolder });
    const open = new Set<string>();
    for (const [path, text] of this.#texts) open.add(project.files.put(path, text).absolutePath ?? path);
    const settings = new BoardSettingsReader(project.files);

    const analysed = new Set<string>();
    const analyse = async (board: string): Promise<boolean> => {
      if (analysed.has(board)) return true;
      analysed.add(board);
      if (await this.#isSuperseded(job)) return false;
      this.#answer({ kind: 'begins', job, board });
      const view = guarded(() =>
        viewOfBoard(project, board, settings.settingsFor(board), (path) => open.has(path)),
      );
      this.#answer(
        typeof view === 'string' ? { kind: 'failed', job, board, why: view } : { kind: 'board', job, view },
      );
      return true;
    };

    for (const board of boards) if (!(await analyse(board))) return;
    for (const path of shared) {
      if (await this.#isSuperseded(job)) return;
      const found = guarded(() => includingBoards(project, path));
      // Without them the file has only the boards that are open.
      const including = typeof found === 'string' ? [] : found;
      this.#answer({ kind: 'including', job, path, boards: including });
      for (const board of including) if (!(await analyse(board))) return;
    }
    this.#answer({ kind: 'done', job });
  }

  /** Lets messages in that have come meanwhile. */
  async #isSuperseded(job: number): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#job !== job;
  }
}

/** What goes wrong here is a bug, and no reason to leave the user without the other boards. */
function guarded<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
