import { dirname } from 'node:path';
import { compareWithBaseline } from '../lint/baseline.ts';
import type { Finding } from '../lint/finding.ts';
import { planFixes } from '../lint/fix/plan-fixes.ts';
import { collectFindings } from '../lint/lint-report.ts';
import { unusedSuppression } from '../lint/suppression-findings.ts';
import type { Board } from '../project/board.ts';
import { lintBoard } from '../project/lint-board.ts';
import { loadInput } from '../project/load-board.ts';
import type { Project } from '../project/project.ts';
import { remarkLevels } from '../project/remark-levels.ts';
import { baselineFileName, readBaselineFile } from '../project/settings/baseline-file.ts';
import type { BoardSettings } from '../project/settings/board-settings.ts';
import { openTreeInput } from '../project/tree-input.ts';
import { Sandbox } from '../source/sandbox.ts';
import type { SourceFile } from '../source/source-file.ts';
import { BoardBoot } from './board-boot.ts';
import type { BoardView, FileView, ViewDiagnostic, ViewEdit } from './board-view.ts';
import { hoversOf } from './hovers.ts';
import { lensesOf } from './lenses.ts';
import { locate } from './positions.ts';
import { findingDiagnostic, type PlacedDiagnostic, problemDiagnostic } from './view-diagnostics.ts';

/** More than an editor shows; a hostile text has no more. */
const mostDiagnostics = 1000;

/**
 * Loads, judges and boots one board, for an editor.
 *
 * @param path absolute, without symbolic links
 * @param isOpen whether an editor shows a file: only there anybody hovers
 */
export function viewOfBoard(
  project: Project,
  path: string,
  settings: BoardSettings,
  isOpen: (path: string) => boolean,
): BoardView {
  const placed = settings.problems.map((problem) => problemDiagnostic(problem, path));
  const configs = settings.problems.flatMap(({ place }) => place?.file.absolutePath ?? []);
  const input = openTreeInput(project.files, path);
  if ('severity' in input)
    return viewOf(path, [path, ...configs], [...placed, problemDiagnostic(input, path)], []);

  const loaded = loadInput(input, { ...settings.sources, project, allowErrors: true });
  const { board, problems, files } = loaded;
  placed.push(...problems.map((problem) => problemDiagnostic(problem, path)));
  const paths = [...new Set([path, ...files.flatMap(({ absolutePath }) => absolutePath ?? []), ...configs])];
  if (board === undefined) return viewOf(path, paths, placed, []);

  const shown = shownParts(board, settings, isOpen);
  if (problems.some(({ severity }) => severity === 'error')) return viewOf(path, paths, placed, shown);

  const mayEdit = editable(project, path, settings);
  const findings = findingsOf(board, settings, files, path, placed);
  for (const finding of findings) placed.push(findingDiagnostic(finding, board, path, mayEdit));
  const fixes = files
    .filter(({ absolutePath }) => absolutePath !== undefined && isOpen(absolutePath))
    .map((file) => fixesIn(file, findings, mayEdit));
  return viewOf(path, paths, placed, [...shown, ...fixes]);
}

/** Findings that are neither suppressed nor known. */
function findingsOf(
  board: Board,
  { request, baseline }: BoardSettings,
  files: readonly SourceFile[],
  path: string,
  placed: PlacedDiagnostic[],
): readonly Finding[] {
  const { findings } = collectFindings([lintBoard(board, request, files)], {
    remarks: remarkLevels([request]),
  });
  // A comment in a shared file may well have its use on another board.
  const own = findings.filter(
    ({ rule, place }) => rule !== unusedSuppression || place.file.absolutePath === path,
  );
  if (baseline === undefined) return own;

  const read = readBaselineFile('baseline', baseline);
  if (read.ok) return own.filter(compareWithBaseline(own, read.value, baselineFileName(baseline)).isNew);
  const { message, help } = read;
  placed.push(problemDiagnostic({ severity: 'warning', code: 'config-invalid', message, help }, path));
  return own;
}

/** Files that stand in the folders that a board's sources are read from, those of `-I` aside. */
function editable(project: Project, path: string, { sources }: BoardSettings): (file: SourceFile) => boolean {
  const folders = [dirname(path), project.sourceTreeOf(path).root, ...(sources.allowedFolders ?? [])];
  const sandbox = new Sandbox(project.files, folders);
  return ({ absolutePath, locate: hasNoLines }) =>
    absolutePath !== undefined && hasNoLines === undefined && sandbox.allows(absolutePath);
}

type PartialView = Pick<FileView, 'path'> & Partial<FileView>;

function shownParts(
  board: Board,
  { request }: BoardSettings,
  isOpen: (path: string) => boolean,
): readonly PartialView[] {
  const hovers = hoversOf(board, new BoardBoot(board, request), isOpen);
  return [
    ...[...hovers].map(([path, own]) => ({ path, hovers: own })),
    ...[...lensesOf(board)].filter(([path]) => isOpen(path)).map(([path, own]) => ({ path, lenses: own })),
  ];
}

function fixesIn(
  file: SourceFile,
  findings: readonly Finding[],
  mayEdit: (file: SourceFile) => boolean,
): PartialView {
  const { edits } = planFixes(findings, { unsafe: false, mayEdit: (one) => one === file && mayEdit(one) });
  const fixAll = (edits.get(file) ?? []).flatMap(({ start, end, text }): readonly ViewEdit[] => {
    const located = locate({ file, start, end });
    return located === undefined ? [] : [{ ...located, newText: text }];
  });
  return { path: file.absolutePath ?? '', fixAll };
}

function viewOf(
  board: string,
  files: readonly string[],
  placed: readonly PlacedDiagnostic[],
  parts: readonly PartialView[],
): BoardView {
  const views = new Map<string, FileView>();
  const add = ({ path, ...more }: PartialView): void => {
    const known = views.get(path) ?? { path, diagnostics: [], hovers: [], lenses: [], fixAll: [] };
    views.set(path, { ...known, ...more });
  };
  const diagnostics = new Map<string, ViewDiagnostic[]>();
  for (const { path, diagnostic } of mostImportant(placed)) {
    const own = diagnostics.get(path);
    if (own === undefined) diagnostics.set(path, [diagnostic]);
    else own.push(diagnostic);
  }
  for (const part of parts) add(part);
  for (const [path, own] of diagnostics) add({ path, diagnostics: own });
  return { board, files, views: [...views.values()] };
}

function mostImportant(placed: readonly PlacedDiagnostic[]): readonly PlacedDiagnostic[] {
  if (placed.length <= mostDiagnostics) return placed;
  const isError = ({ diagnostic }: PlacedDiagnostic): boolean => diagnostic.severity === 'error';
  return [...placed.filter(isError), ...placed.filter((one) => !isError(one))].slice(0, mostDiagnostics);
}
