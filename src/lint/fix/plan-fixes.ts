import type { TextEdit } from '../../../grammar/lossless/text-edit.ts';
import type { Span } from '../../source/place.ts';
import type { SourceFile } from '../../source/source-file.ts';
import type { Finding, Fix } from '../finding.ts';

/** The changes of one pass. */
export interface FixPlan {
  /** In order, none overlapping another. */
  readonly edits: ReadonlyMap<SourceFile, readonly TextEdit[]>;
  readonly fixes: readonly Fix[];
}

export interface FixRules {
  /** Also those that change more than the finding tells of. */
  readonly unsafe: boolean;
  readonly mayEdit: (file: SourceFile) => boolean;
}

/**
 * Takes the fixes of findings, in their order, as long as none touches what another changes; the others have their turn after the next
 * linting. A fix is taken whole or not at all, and one that several findings have is taken once.
 */
export function planFixes(findings: readonly Finding[], { unsafe, mayEdit }: FixRules): FixPlan {
  const planned = new Map<SourceFile, TextEdit[]>();
  const fixes: Fix[] = [];
  for (const { fix } of findings) {
    if (fix === undefined || (!fix.safe && !unsafe) || fix.edits.length === 0) continue;
    const fits = fix.edits.every(
      ({ place }) => mayEdit(place.file) && isFree(planned.get(place.file) ?? [], place),
    );
    if (!fits) continue;

    addEdits(planned, fix);
    fixes.push(fix);
  }
  return { edits: planned, fixes };
}

/** The edits of fixes that were planned together, or of some of them. */
export function planEdits(fixes: readonly Fix[]): FixPlan['edits'] {
  const planned = new Map<SourceFile, TextEdit[]>();
  for (const fix of fixes) addEdits(planned, fix);
  return planned;
}

function addEdits(planned: Map<SourceFile, TextEdit[]>, { edits }: Fix): void {
  for (const { place, text } of edits) {
    const own = planned.get(place.file) ?? [];
    own.splice(indexFor(own, place.start), 0, { start: place.start, end: place.end, text });
    planned.set(place.file, own);
  }
}

/** Whether a stretch touches none of some edits, which are in order. Two insertions at one place do: which comes first would be chance. */
function isFree(edits: readonly TextEdit[], place: Span): boolean {
  const index = indexFor(edits, place.start);
  const [before, after] = [edits[index - 1], edits[index]];
  return (
    (before === undefined || before.end < place.start) && (after === undefined || place.end < after.start)
  );
}

/** Index of the first edit that begins at an offset or behind it. */
function indexFor(edits: readonly TextEdit[], offset: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
