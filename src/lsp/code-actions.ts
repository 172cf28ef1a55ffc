import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { rulePagePath } from '../source/rule-pages.ts';
import type { FileView, ViewDiagnostic, ViewEdit, ViewRange } from './board-view.ts';
import { diagnosticsOf } from './published.ts';

export const fixAllKind: string = `${CodeActionKind.SourceFixAll}.carveout`;
export const openPageCommand = 'carveout.openRulePage';

/** What making actions needs to know of the client and its documents. */
export interface ActionContext {
  readonly capabilities: ClientCapabilities;
  readonly uriOf: (path: string) => string;
  /** Undefined for a file that is not open. */
  readonly versionOf: (path: string) => number | undefined;
  readonly toDiagnostic: (diagnostic: ViewDiagnostic) => Diagnostic;
}

/** What can be done in a range of a file: remedies, comments that keep findings quiet, pages to read, and all safe remedies at once. */
export function codeActions(
  views: readonly FileView[],
  range: ViewRange,
  only: readonly string[] | undefined,
  context: ActionContext,
): readonly CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`));
  const here = diagnosticsOf(views).filter((one) => touches(one.range, range));
  return [
    ...(wants(CodeActionKind.QuickFix) ? here.flatMap((one) => quickFixes(one, context)) : []),
    ...(wants(fixAllKind) ? fixAll(views, context) : []),
  ];
}

function quickFixes(diagnostic: ViewDiagnostic, context: ActionContext): readonly CodeAction[] {
  const { code, actions } = diagnostic;
  const diagnostics = [context.toDiagnostic(diagnostic)];
  const changes = actions.map(
    ({ title, kind, isSafe, edits }): CodeAction => ({
      title: kind === 'fix' && !isSafe ? `${title} (changes more than the finding tells of)` : title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      ...(kind === 'fix' && isSafe ? { isPreferred: true } : {}),
      edit: workspaceEdit(edits, context),
    }),
  );
  if (rulePagePath(code) === undefined) return changes;
  const title = `Open the page of ${code}`;
  return [
    ...changes,
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      command: { title, command: openPageCommand, arguments: [code] },
    },
  ];
}

function fixAll(views: readonly FileView[], context: ActionContext): readonly CodeAction[] {
  // The fixes of one board fit each other; those of two may not.
  const edits = views.find((one) => one.fixAll.length > 0)?.fixAll;
  if (edits === undefined) return [];
  return [
    { title: 'Make all safe fixes of carveout', kind: fixAllKind, edit: workspaceEdit(edits, context) },
  ];
}

function workspaceEdit(edits: readonly ViewEdit[], context: ActionContext): WorkspaceEdit {
  const byPath = new Map<string, TextEdit[]>();
  for (const { path, range, newText } of edits) {
    const own = byPath.get(path);
    if (own === undefined) byPath.set(path, [{ range, newText }]);
    else own.push({ range, newText });
  }
  if (context.capabilities.workspace?.workspaceEdit?.documentChanges !== true)
    return { changes: Object.fromEntries([...byPath].map(([path, own]) => [context.uriOf(path), own])) };

  const documentChanges = [...byPath].map(([path, own]) => ({
    textDocument: { uri: context.uriOf(path), version: context.versionOf(path) ?? null },
    edits: own,
  }));
  return { documentChanges };
}

function touches(left: ViewRange, right: ViewRange): boolean {
  return !isBefore(left.end, right.start) && !isBefore(right.end, left.start);
}

function isBefore(left: ViewRange['start'], right: ViewRange['start']): boolean {
  return left.line < right.line || (left.line === right.line && left.character < right.character);
}
