import { type EditRefusal, refuse } from './edit-refusal.ts';
import type { LosslessEdit } from './edits.ts';
import { encodeLossless } from './encode-lossless.ts';
import { Layout } from './layout.ts';
import type { LosslessFile } from './lossless-file.ts';
import { printLossless } from './print-lossless.ts';
import { resolveEdit } from './resolve-edit.ts';
import { applyTextEdits, type TextEdit, trimTextEdit } from './text-edit.ts';

/** What came of a set of fixes. */
export interface EditedText {
  readonly text: string;
  /** The same in the file's encoding, with its byte order mark. */
  readonly bytes: Uint8Array;
  /** What differs from the old text, in order, each as small as it can be; empty where nothing does. */
  readonly changes: readonly TextEdit[];
  /** The fixes that were left out, by index. */
  readonly refused: ReadonlyMap<number, EditRefusal>;
}

/** One edit's claim on the text. */
interface Claim extends TextEdit {
  readonly fix: number;
}

/**
 * Applies fixes to a file: each is made whole or, if one of its edits cannot be made, not at all. Of two that touch the same
 * characters the first is made. All other characters stay as they are.
 *
 * Fixes are told alike where they say the same (two boards that share a file), and two removals may meet.
 */
export function editLossless(file: LosslessFile, fixes: readonly (readonly LosslessEdit[])[]): EditedText {
  const text = printLossless(file.document);
  const edited = { file, text, layout: new Layout(text) };
  const refused = new Map<number, EditRefusal>();
  const claims: Claim[] = [];
  for (const [fix, edits] of fixes.entries()) {
    const resolved = edits.map((edit) => resolveEdit(edit, edited));
    const refusal = resolved.find((one): one is EditRefusal => 'code' in one);
    if (refusal !== undefined) refused.set(fix, refusal);
    else for (const one of resolved) claims.push({ ...(one as TextEdit), fix });
  }

  const changes = unite(text, withoutConflicts(claims, refused));
  const changed = applyTextEdits(text, changes);
  // Each text that was written can be encoded, and the file's own came out of bytes.
  const bytes = encodeLossless(changed, file) ?? new Uint8Array();
  return { text: changed, bytes, changes, refused };
}

/** The claims of those fixes that stay, in order; notes the others as refused. */
function withoutConflicts(claims: readonly Claim[], refused: Map<number, EditRefusal>): readonly Claim[] {
  const sorted = [...claims].sort((a, b) => a.start - b.start || a.end - b.end || a.fix - b.fix);
  // A fix that is refused may have hidden another conflict; there are hardly ever two rounds.
  for (let before = -1; refused.size > before; ) {
    before = refused.size;
    refuseConflicts(sorted, refused);
  }
  return sorted.filter(({ fix }) => !refused.has(fix));
}

function refuseConflicts(sorted: readonly Claim[], refused: Map<number, EditRefusal>): void {
  let last: Claim | undefined;
  for (const claim of sorted) {
    if (refused.has(claim.fix)) continue;
    if (last !== undefined && conflict(last, claim)) {
      const loser: Claim = claim.fix > last.fix ? claim : last;
      refused.set(loser.fix, refuse('edits-overlap', 'Another edit changes the same characters.', loser));
      if (loser === claim) continue;
      last = claim;
    } else if (last === undefined || claim.end >= last.end) {
      last = claim;
    }
  }
}

/** Whether two claims, of which the first begins no later, cannot both be made. */
function conflict(first: Claim, second: Claim): boolean {
  if (second.start >= first.end) return false;
  if (first.text === '' && second.text === '') return false;
  return first.start !== second.start || first.end !== second.end || first.text !== second.text;
}

/** Claims as edits of a text: each no larger than what differs, those that say the same made one. */
function unite(text: string, claims: readonly Claim[]): readonly TextEdit[] {
  const united: TextEdit[] = [];
  for (const claim of claims) {
    const last = united.at(-1);
    if (last !== undefined && claim.start < last.end) {
      // Two removals, or the same twice.
      united[united.length - 1] = { ...last, end: Math.max(last.end, claim.end) };
    } else {
      united.push({ start: claim.start, end: claim.end, text: claim.text });
    }
  }
  return united.flatMap((edit) => trimTextEdit(text, edit) ?? []);
}
