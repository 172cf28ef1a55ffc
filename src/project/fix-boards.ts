import { applyTextEdits } from '../../grammar/lossless/text-edit.ts';
import type { Fix } from '../lint/finding.ts';
import { planEdits, planFixes } from '../lint/fix/plan-fixes.ts';
import type { LintedBoard, LintReport } from '../lint/lint-report.ts';
import type { SourceFile } from '../source/source-file.ts';

/** What linting all boards of a run gives, and how many of them could not be read. */
export interface LintedRun {
  readonly report: LintReport;
  readonly unusable: number;
}

/** How boards are linted again and again while their sources change in memory. */
export interface FixRun {
  lint(): Promise<LintedRun>;
  /** Takes a text in place of a file's, for the next linting. */
  put(path: string, text: string): void;
  /** Whether a file may be changed: it stands in the folders that may be read for the boards, and its bytes are known. */
  mayEdit(file: SourceFile): boolean;
}

/** A file with its text before and after. */
export interface FixedFile {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface FixResult {
  /** In the order of their paths. */
  readonly files: readonly FixedFile[];
  /** How many fixes were made. */
  readonly fixed: number;
  /** What is left, after them. */
  readonly run: LintedRun;
}

/** Fixes may make others possible; ten rounds are enough for any that end. */
const mostPasses = 10;
/** How often boards are linted to find the fixes that make one worse. */
const mostTrials = 40;

/**
 * Makes the fixes of findings until there are none left to make. One after which a board cannot be read any more, or has more errors or more
 * findings that count than before, is not made, whatever it does for others; nor is it tried again.
 */
export async function fixBoards(run: FixRun, options: { readonly unsafe: boolean }): Promise<FixResult> {
  const fixing = new Fixing(run);
  await fixing.begin();
  for (let pass = 0; pass < mostPasses; pass++) {
    const { fixes } = planFixes(
      fixing.linted.report.findings.filter(({ fix }) => fix !== undefined && !fixing.isRefused(fix)),
      { unsafe: options.unsafe, mayEdit: (file) => file.absolutePath !== undefined && run.mayEdit(file) },
    );
    if (fixes.length === 0 || !(await fixing.make(fixes))) break;
  }
  return fixing.result;
}

/** What has been changed so far, in memory. */
class Fixing {
  readonly #run: FixRun;
  readonly #files = new Map<string, { readonly before: string; after: string }>();
  readonly #refused = new Set<string>();
  #linted: LintedRun | undefined;
  #fixed = 0;
  #trials = 0;

  constructor(run: FixRun) {
    this.#run = run;
  }

  async begin(): Promise<void> {
    this.#linted = await this.#run.lint();
  }

  get linted(): LintedRun {
    if (this.#linted === undefined) throw new Error('begin() comes first');
    return this.#linted;
  }

  get result(): FixResult {
    const sorted = [...this.#files].sort(([left], [right]) => (left < right ? -1 : 1));
    const files = sorted
      .filter(([, { before, after }]) => before !== after)
      .map(([path, texts]) => ({ path, ...texts }));
    return { files, fixed: this.#fixed, run: this.linted };
  }

  isRefused(fix: Fix): boolean {
    return this.#refused.has(fixKey(fix));
  }

  /** Makes the fixes of one pass, without those that make a board worse. Whether it has made any, so that another pass makes sense. */
  async make(fixes: readonly Fix[]): Promise<boolean> {
    const { linted } = this;
    if (await this.#try(fixes, linted)) return true;
    const good = await this.#goodOf(fixes, linted);
    if (good.length > 0 && (await this.#try(good, linted))) return true;
    this.#linted = await this.#run.lint();
    return false;
  }

  /** Of fixes that together make a board worse: those that do not, by halves. */
  async #goodOf(fixes: readonly Fix[], linted: LintedRun): Promise<readonly Fix[]> {
    if (fixes.length === 1 || this.#trials >= mostTrials) {
      for (const fix of fixes) this.#refused.add(fixKey(fix));
      return [];
    }
    const middle = fixes.length >> 1;
    const good: Fix[] = [];
    for (const half of [fixes.slice(0, middle), fixes.slice(middle)]) {
      this.#trials++;
      const isGood = (await this.#lintedWith(half, linted)) !== undefined;
      good.push(...(isGood ? half : await this.#goodOf(half, linted)));
    }
    return good;
  }

  async #try(fixes: readonly Fix[], linted: LintedRun): Promise<boolean> {
    const next = await this.#lintedWith(fixes, linted, 'keep');
    if (next === undefined) return false;
    for (const [file, edits] of planEdits(fixes)) {
      const known = this.#files.get(pathOf(file));
      this.#files.set(pathOf(file), {
        before: known?.before ?? file.text,
        after: applyTextEdits(file.text, edits),
      });
    }
    this.#fixed += fixes.length;
    this.#linted = next;
    return true;
  }

  /** What is found with fixes made; undefined where a board is worse off. They are then taken back, as they are unless they are to be kept. */
  async #lintedWith(
    fixes: readonly Fix[],
    before: LintedRun,
    after: 'keep' | 'take back' = 'take back',
  ): Promise<LintedRun | undefined> {
    const edits = planEdits(fixes);
    for (const [file, own] of edits) this.#run.put(pathOf(file), applyTextEdits(file.text, own));
    const next = await this.#run.lint();
    const isGood = !isWorse(next, before);
    if (!isGood || after === 'take back') for (const [file] of edits) this.#run.put(pathOf(file), file.text);
    return isGood ? next : undefined;
  }
}

function fixKey({ title, edits }: Fix): string {
  return [title, ...edits.map(({ place, text }) => `${pathOf(place.file)}:${place.start}:${text}`)].join(
    '\n',
  );
}

function pathOf(file: SourceFile): string {
  return file.absolutePath ?? file.path;
}

/** Whether any board is worse off: what a fix does for another makes up for nothing. */
function isWorse(next: LintedRun, before: LintedRun): boolean {
  if (next.unusable > before.unusable) return true;
  const was = new Map(before.report.boards.map((board) => [board.path, countsOf(board)]));
  return next.report.boards.some((board) => {
    const now = countsOf(board);
    const { errors, all } = was.get(board.path) ?? now;
    return now.errors > errors || now.all > all;
  });
}

function countsOf({ findings }: LintedBoard): { readonly errors: number; readonly all: number } {
  const counted = findings.filter(({ severity }) => severity !== 'info');
  return { errors: counted.filter(({ severity }) => severity === 'error').length, all: counted.length };
}
