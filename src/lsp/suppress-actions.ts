import type { Finding } from '../lint/finding.ts';
import { suppressionRules } from '../lint/suppression-findings.ts';
import type { Board } from '../project/board.ts';
import type { Span } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { ViewAction } from './board-view.ts';
import { locate } from './positions.ts';

type Reach = 'line' | 'node';

/** The comments that would keep a finding quiet: for its line, and for the whole node that it is in. */
export function suppressions(finding: Finding, board: Board): readonly ViewAction[] {
  if (suppressionRules.some(({ id }) => id === finding.rule)) return [];
  const { rule, place } = finding;
  const node = definitionAround(finding, board);
  return [
    ...action(`Suppress ${rule} for this line`, commentAbove(place, rule, 'line')),
    ...(node === undefined
      ? []
      : action(`Suppress ${rule} for the node ${finding.node}`, commentAbove(node, rule, 'node'))),
  ];
}

interface Insertion {
  readonly at: Span;
  readonly text: string;
}

function action(title: string, insertion: Insertion | undefined): readonly ViewAction[] {
  const located = locate(insertion?.at);
  if (insertion === undefined || located === undefined) return [];
  return [{ title, kind: 'suppress', isSafe: false, edits: [{ ...located, newText: insertion.text }] }];
}

/** The line that begins the node's definition which a finding is in; of its definitions in that file the last before the finding. */
function definitionAround({ node, place }: Finding, { tree }: Board): Span | undefined {
  const writes = tree.nodeByPath(node)?.writes ?? [];
  return writes
    .filter(({ kind, place: at }) => kind !== 'deleted' && at.file === place.file && at.start <= place.start)
    .at(-1)?.place;
}

const existing =
  /^[ \t]*(?:\/\*[ \t]*|\/\/[ \t]*)carveout-disable-next-(line|node)[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/;

/** A line of its own above a place; or the rule added to the comment that stands there. */
function commentAbove({ file, start }: Span, rule: string, reach: Reach): Insertion | undefined {
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart);
  // A comment there would end up inside a macro's body.
  if (/\\[ \t]*\r?\n$/.test(above)) return undefined;

  const known = existing.exec(above);
  if (known !== null && lineStart > 0) {
    // One comment between another and its line would take the line from it.
    const [whole, ownReach, names = ''] = known;
    if (ownReach !== reach || names.split(/[\s,]+/).includes(rule)) return undefined;
    const at = lineStart - above.length + whole.length;
    return { at: { file, start: at, end: at }, text: `, ${rule}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? '';
  const comment = `${indentation}/* carveout-disable-next-${reach} ${rule} */${lineEnding(file)}`;
  return { at: { file, start: lineStart, end: lineStart }, text: comment };
}

function lineEnding({ text }: SourceFile): string {
  const newline = text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}
