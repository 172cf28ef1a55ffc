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

    const wanted = new Set(boards);
    for (const path of shared) {
      if (await this.#isSuperseded(job)) return;
      const including = guarded(() => includingBoards(project, path));
      if (typeof including === 'string') this.#answer({ kind: 'failed', job, board: path, why: including });
      else this.#answer({ kind: 'including', job, path, boards: including });
      if (typeof including !== 'string') for (const board of including) wanted.add(board);
    }
    for (const board of wanted) {
      if (await this.#isSuperseded(job)) return;
      this.#answer({ kind: 'begins', job, board });
      const view = guarded(() =>
        viewOfBoard(project, board, settings.settingsFor(board), (path) => open.has(path)),
      );
      if (typeof view === 'string') this.#answer({ kind: 'failed', job, board, why: view });
      else this.#answer({ kind: 'board', job, view });
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
