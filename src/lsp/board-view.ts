import type { Severity } from '../lint/finding.ts';

/*
 * What the analysis of a board comes to, as plain data: it is made in a thread of its own and handed over. Paths are absolute and without
 * symbolic links.
 */

/** From 0; `character` counts UTF-16 units, as the protocol does. */
export interface ViewPosition {
  readonly line: number;
  readonly character: number;
}

export interface ViewRange {
  readonly start: ViewPosition;
  readonly end: ViewPosition;
}

export interface ViewEdit {
  readonly path: string;
  readonly range: ViewRange;
  readonly newText: string;
}

/** What can be done about a diagnostic: all its edits, or none. */
export interface ViewAction {
  readonly title: string;
  /** `fix`: the finding's own remedy; `suppress`: a comment that keeps it quiet. */
  readonly kind: 'fix' | 'suppress';
  /** Whether it may be the one that is made without a choice. */
  readonly isSafe: boolean;
  readonly edits: readonly ViewEdit[];
}

export interface ViewRelated {
  readonly path: string;
  readonly range: ViewRange;
  readonly message: string;
}

export interface ViewDiagnostic {
  readonly range: ViewRange;
  readonly severity: Severity;
  /** A rule's id, or the code of a problem. */
  readonly code: string;
  readonly message: string;
  /** Whether it is about a text that does nothing. */
  readonly isUnnecessary: boolean;
  readonly related: readonly ViewRelated[];
  readonly actions: readonly ViewAction[];
}

export interface ViewHover {
  readonly range: ViewRange;
  readonly markdown: string;
}

/** A line above a region. */
export interface ViewLens {
  readonly range: ViewRange;
  readonly title: string;
}

/** What there is to show in one file. */
export interface FileView {
  readonly path: string;
  readonly diagnostics: readonly ViewDiagnostic[];
  /** Of files that are open. A narrower one goes before a wider one around it. */
  readonly hovers: readonly ViewHover[];
  readonly lenses: readonly ViewLens[];
  /** All safe fixes that stay inside this file. */
  readonly fixAll: readonly ViewEdit[];
}

/** One board, analysed. */
export interface BoardView {
  readonly board: string;
  /** Every file that it is made of, and its configuration. */
  readonly files: readonly string[];
  readonly views: readonly FileView[];
}

export const startOfFile: ViewRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
