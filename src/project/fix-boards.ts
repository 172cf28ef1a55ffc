import { applyEdits, planFixes } from '../lint/fix/plan-fixes.ts';
import type { LintReport } from '../lint/lint-report.ts';
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

/**
 * Makes the fixes of findings until there are none left to make. A round after which a board cannot be read any more or has more
 * errors than before is taken back, and is the last.
 */
export async function fixBoards(run: FixRun, options: { readonly unsafe: boolean }): Promise<FixResult> {
  const files = new Map<string, { readonly before: string; after: string }>();
  let linted = await run.lint();
  let fixed = 0;

  for (let pass = 0; pass < mostPasses; pass++) {
    const { edits, fixes } = planFixes(linted.report.findings, {
      unsafe: options.unsafe,
      mayEdit: (file) => file.absolutePath !== undefined && run.mayEdit(file),
    });
    if (fixes.length === 0) break;

    for (const [file, own] of edits) run.put(pathOf(file), applyEdits(file.text, own));
    const next = await run.lint();
    if (isWorse(next, linted)) {
      for (const [file] of edits) run.put(pathOf(file), file.text);
      linted = await run.lint();
      break;
    }
    for (const [file, own] of edits) {
      const known = files.get(pathOf(file));
      files.set(pathOf(file), { before: known?.before ?? file.text, after: applyEdits(file.text, own) });
    }
    fixed += fixes.length;
    linted = next;
  }
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1));
  return { files: sorted.map(([path, texts]) => ({ path, ...texts })), fixed, run: linted };
}

function pathOf(file: SourceFile): string {
  return file.absolutePath ?? file.path;
}

function isWorse(next: LintedRun, before: LintedRun): boolean {
  return next.unusable > before.unusable || next.report.counts.error > before.report.counts.error;
}
