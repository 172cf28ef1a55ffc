import type { Finding } from '../lint/finding.ts';
import { unusedSuppression } from '../lint/suppression-findings.ts';
import type { Board } from '../project/board.ts';
import { printable } from '../report/printable.ts';
import type { Place, Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { startOfFile, type ViewAction, type ViewDiagnostic, type ViewRelated } from './board-view.ts';
import { locate } from './positions.ts';
import { suppressions } from './suppress-actions.ts';

/** A diagnostic and the file that it is for. */
export interface PlacedDiagnostic {
  readonly path: string;
  readonly diagnostic: ViewDiagnostic;
}

/** A problem at its place. One without a place that an editor can show stands at the top of the board, and says where it is. */
export function problemDiagnostic(
  { severity, code, message, place, includedFrom = [], related = [], help }: Problem,
  board: string,
): PlacedDiagnostic {
  const second = [
    ...related,
    ...includedFrom.map((span) => ({ message: 'included from here', place: span })),
  ];
  return placed(place, board, {
    severity,
    code,
    message: paragraphs(message, undefined, help),
    isUnnecessary: false,
    related: relatedPlaces(second),
    actions: [],
  });
}

/** A finding at its place, with what can be done about it. */
export function findingDiagnostic(
  finding: Finding,
  board: Board,
  boardPath: string,
  mayEdit: (file: SourceFile) => boolean,
): PlacedDiagnostic {
  const { rule, severity, message, place, related, note, help } = finding;
  return placed(place, boardPath, {
    severity,
    code: rule,
    message: paragraphs(message, note, help),
    isUnnecessary: rule === unusedSuppression,
    related: relatedPlaces(related),
    actions: [...fixes(finding, mayEdit), ...(mayEdit(place.file) ? suppressions(finding, board) : [])],
  });
}

const longest = 4000;

/** What is wrong, what the kernel says to it, what to do: a line each. */
function paragraphs(message: string, note: string | undefined, help: string | undefined): string {
  const parts = [
    message,
    ...(note === undefined ? [] : [`note: ${note}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ];
  return parts.join('\n').split('\n').map(printable).join('\n').slice(0, longest);
}

function placed(
  place: Place | undefined,
  board: string,
  rest: Omit<ViewDiagnostic, 'range'>,
): PlacedDiagnostic {
  const located = locate(place);
  if (located !== undefined) return { path: located.path, diagnostic: { range: located.range, ...rest } };

  const where = place === undefined ? '' : `${elsewhere(place)}: `;
  return { path: board, diagnostic: { range: startOfFile, ...rest, message: `${where}${rest.message}` } };
}

function elsewhere({ file, start }: Span): string {
  if (file.locate !== undefined) return printable(`${file.path}${file.locate(start)}`);
  const { line, column } = file.lineColumn(start);
  return printable(`${file.path}:${line}:${column}`);
}

/** An editor shows no more second places well. */
const mostRelated = 20;

function relatedPlaces(
  related: readonly { readonly message: string; readonly place: Span }[],
): readonly ViewRelated[] {
  return related.slice(0, mostRelated).flatMap(({ message, place }) => {
    const located = locate(place);
    return located === undefined ? [] : [{ ...located, message: printable(message) }];
  });
}

function fixes({ fix }: Finding, mayEdit: (file: SourceFile) => boolean): readonly ViewAction[] {
  if (fix === undefined || !fix.edits.every(({ place }) => mayEdit(place.file))) return [];
  const edits = fix.edits.flatMap(({ place, text }) => {
    const located = locate(place);
    return located === undefined ? [] : [{ ...located, newText: text }];
  });
  if (edits.length !== fix.edits.length || edits.length === 0) return [];
  return [{ title: printable(fix.title), kind: 'fix', isSafe: fix.safe, edits }];
}
