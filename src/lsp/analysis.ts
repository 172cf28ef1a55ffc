import type { AnalysisAnswer } from './analysis-messages.ts';
import { type BoardView, type FileView, startOfFile } from './board-view.ts';
import type { DocumentKind } from './document-kind.ts';
import { WatchedThread } from './watched-thread.ts';

export interface AnalysisOptions {
  readonly workingFolder: string;
  /** Milliseconds of silence after which a board is given up. */
  readonly timeLimit: number;
  /** Milliseconds without a key after which what was typed is analysed. */
  readonly pause: number;
  /** What is shown of these files may have changed. */
  readonly onChange: (paths: ReadonlySet<string>) => void;
}

interface OpenFile {
  readonly kind: DocumentKind;
  readonly version: number;
  /** Of a shared file the boards that it is judged with, once they are known. */
  readonly boards: readonly string[];
}

/**
 * Keeps the views of the boards that open files belong to. What is typed is analysed after a pause; a view whose texts have changed since is
 * never shown.
 */
export class Analysis {
  readonly #options: AnalysisOptions;
  readonly #open = new Map<string, OpenFile>();
  readonly #thread: WatchedThread;
  readonly #views = new Map<string, BoardView>();
  readonly #dirty = new Set<string>();
  /** Shared files whose boards are to be looked for. */
  readonly #unsearched = new Set<string>();
  /** Files to be shown anew once no view of them is out of date. */
  readonly #changed = new Set<string>();
  #job = 0;
  #isRunning = false;
  #current: string | undefined;
  #versions: ReadonlyMap<string, number> = new Map();
  #pause: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: AnalysisOptions) {
    this.#options = options;
    const { workingFolder, timeLimit } = options;
    this.#thread = new WatchedThread({
      workingFolder,
      timeLimit,
      onAnswer: (answer) => this.#take(answer),
      onLost: (why) => this.#giveUp(why),
    });
  }

  open(path: string, kind: DocumentKind, version: number, text: string): void {
    this.#open.set(path, { kind, version, boards: [] });
    this.#thread.putText(path, text);
    if (kind === 'board') this.#dirty.add(path);
    if (kind === 'shared') this.#unsearched.add(path);
    // Boards that have it show hovers and lenses in it from now on.
    this.#markBoardsOf(path, kind);
    this.#schedule(0);
  }

  change(path: string, version: number, text: string): void {
    const file = this.#open.get(path);
    if (file === undefined) return;
    this.#open.set(path, { ...file, version });
    this.#thread.putText(path, text);
    if (file.kind === 'board') this.#dirty.add(path);
    this.#markBoardsOf(path, file.kind);
    this.#schedule(this.#options.pause);
  }

  close(path: string): void {
    const file = this.#open.get(path);
    if (file === undefined) return;
    this.#open.delete(path);
    this.#thread.putText(path, undefined);
    this.#unsearched.delete(path);
    this.#markBoardsOf(path, file.kind);
    this.#dropUnwanted();
    this.#schedule(0);
  }

  /** Files have changed on disk: any board may have other includes now. */
  filesChanged(): void {
    for (const board of this.#wanted()) this.#dirty.add(board);
    for (const [path, { kind }] of this.#open) if (kind === 'shared') this.#unsearched.add(path);
    this.#schedule(this.#options.pause);
  }

  /** What boards have to show in a file, the file's own board first; none whose texts have changed since. */
  viewsOf(path: string): readonly FileView[] {
    const views: FileView[] = [];
    for (const [board, view] of this.#views) {
      if (this.#dirty.has(board)) continue;
      for (const one of view.views) {
        if (one.path !== path) continue;
        if (board === path) views.unshift(one);
        else views.push(one);
      }
    }
    return views;
  }

  versionOf(path: string): number | undefined {
    return this.#open.get(path)?.version;
  }

  /** Ends when nothing is out of date any more, or after so many milliseconds. */
  settled(milliseconds: number): Promise<void> {
    if (!this.#isBusy()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  end(): void {
    clearTimeout(this.#pause);
    this.#thread.end();
  }

  #markBoardsOf(path: string, kind: DocumentKind): void {
    for (const [board, view] of this.#views) {
      if (kind === 'config' || view.files.includes(path)) this.#dirty.add(board);
    }
    for (const board of this.#open.get(path)?.boards ?? []) this.#dirty.add(board);
  }

  /** Boards that are open, and those that open shared files are judged with. */
  #wanted(): ReadonlySet<string> {
    const wanted = new Set<string>();
    for (const [path, { kind, boards }] of this.#open) {
      if (kind === 'board') wanted.add(path);
      for (const board of boards) wanted.add(board);
    }
    return wanted;
  }

  #dropUnwanted(): void {
    const wanted = this.#wanted();
    for (const board of this.#dirty) if (!wanted.has(board)) this.#dirty.delete(board);
    for (const [board, view] of this.#views) {
      if (wanted.has(board)) continue;
      this.#views.delete(board);
      for (const { path } of view.views) this.#changed.add(path);
      this.#changed.add(board);
    }
    this.#show();
  }

  #isBusy(): boolean {
    return this.#pause !== undefined || this.#isRunning;
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#start();
    }, milliseconds);
  }

  /** A job with all that is out of date; one that runs is superseded. */
  #start(): void {
    if (this.#dirty.size === 0 && this.#unsearched.size === 0) {
      this.#finish();
      return;
    }
    // The thread may still be at a board of the job before, and never come to this one.
    if (!this.#isRunning) this.#current = undefined;
    this.#isRunning = true;
    this.#versions = new Map([...this.#open].map(([path, { version }]) => [path, version]));
    const [boards, shared] = [[...this.#dirty], [...this.#unsearched]];
    this.#thread.run({ kind: 'job', job: ++this.#job, boards, shared });
  }

  #take(answer: AnalysisAnswer): void {
    if (answer.kind === 'begins') this.#current = answer.board;
    // Of a superseded job no more than that.
    if (answer.job !== this.#job) return;
    switch (answer.kind) {
      case 'including':
        this.#takeBoardsOf(answer.path, answer.boards);
        break;
      case 'begins':
        break;
      case 'board':
        this.#takeView(answer.view);
        break;
      case 'failed':
        this.#takeView(this.#failure(answer.board, `carveout has a bug here: ${answer.why}`));
        break;
      case 'done':
        this.#finish();
    }
  }

  #takeBoardsOf(path: string, boards: readonly string[]): void {
    this.#current = undefined;
    this.#unsearched.delete(path);
    const file = this.#open.get(path);
    if (file === undefined) return;
    this.#open.set(path, { ...file, boards });
    for (const board of boards) this.#dirty.add(board);
    this.#dropUnwanted();
  }

  #takeView(view: BoardView): void {
    const { board } = view;
    const isStale = view.files.some((path) => this.#versions.get(path) !== this.#open.get(path)?.version);
    if (isStale) return;

    this.#dirty.delete(board);
    this.#leaveOut(view);
    if (!this.#wanted().has(board)) {
      this.#dropUnwanted();
      return;
    }

    const before = this.#views.get(board)?.views ?? [];
    this.#views.set(board, view);
    this.#changed.add(board);
    for (const { path } of [...before, ...view.views]) this.#changed.add(path);
    this.#show();
  }

  /** A board that was thought to include a shared file, and does not, tells nothing about it. */
  #leaveOut({ board, files }: BoardView): void {
    for (const [path, file] of this.#open) {
      if (!file.boards.includes(board) || files.includes(path)) continue;
      this.#open.set(path, { ...file, boards: file.boards.filter((one) => one !== board) });
    }
  }

  #finish(): void {
    this.#thread.rest();
    this.#isRunning = false;
    if (this.#pause === undefined) {
      this.#show();
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Shows the files all of whose views are up to date. */
  #show(): void {
    const ready = new Set<string>();
    for (const path of this.#changed) {
      if (this.#isUpToDate(path)) ready.add(path);
    }
    for (const path of ready) this.#changed.delete(path);
    if (ready.size > 0) this.#options.onChange(ready);
  }

  #isUpToDate(path: string): boolean {
    for (const board of this.#dirty) {
      if (board === path || this.#views.get(board)?.files.includes(path)) return false;
    }
    return true;
  }

  /** The thread is no more, or never answers: the board that it was at is told of, the others are done by another. */
  #giveUp(why: string): void {
    const given = this.#current === undefined ? [...this.#dirty] : [this.#current];
    this.#unsearched.clear();
    for (const board of given)
      this.#takeView(this.#failure(board, `carveout has given this board up: ${why}.`));
    this.#current = undefined;
    this.#start();
  }

  #failure(board: string, message: string): BoardView {
    const diagnostic = {
      range: startOfFile,
      severity: 'error',
      code: 'analysis-stopped',
      message,
      isUnnecessary: false,
      related: [],
      actions: [],
    } as const;
    const files = this.#views.get(board)?.files ?? [board];
    return {
      board,
      files,
      views: [{ path: board, diagnostics: [diagnostic], hovers: [], lenses: [], fixAll: [] }],
    };
  }
}
