import type { FlatBody, Macro } from './macro.ts';
import { QuickChunk } from './quick-chunk.ts';
import type { ScannedFile } from './scan.ts';

/**
 * Expands a line without cutting it into tokens; undefined where it takes more: a function-like macro, a macro in a macro, or
 * neighbours between which a space may be needed. The line has no comment and no continuation.
 *
 * @param macros the definition of each identifier now
 */
export function expandQuickly(
  scan: ScannedFile,
  line: number,
  macros: readonly (Macro | undefined)[],
): QuickChunk | undefined {
  const { names, nameStarts, namePositions } = scan;
  const { text } = scan.file;
  const first = nameStarts[line] ?? 0;
  const last = nameStarts[line + 1] ?? 0;
  let count = 0;
  for (let at = first; at < last; at++) {
    if (macros[names[at] as number] !== undefined) count++;
  }

  const uses = new Array<Macro>(count);
  count = 0;
  for (let at = first; at < last; at++) {
    const macro = macros[names[at] as number];
    if (macro === undefined) continue;

    const flat = flatBody(macro, macros);
    const start = namePositions[at] as number;
    if (flat === undefined || !standsAlone(text, start, start + macro.nameLength)) return undefined;
    uses[count++] = macro;
  }
  return new QuickChunk(scan, line, uses);
}

/** Whether a line that was expanded quickly would come to the same now. */
export function stillExpandsTo(
  chunk: QuickChunk,
  scan: ScannedFile,
  line: number,
  macros: readonly (Macro | undefined)[],
): boolean {
  const { names, nameStarts } = scan;
  const last = nameStarts[line + 1] ?? 0;
  let index = 0;
  for (let at = nameStarts[line] ?? 0; at < last; at++) {
    const macro = macros[names[at] as number];
    if (macro === undefined) continue;
    if (chunk.macros[index] !== macro || flatBody(macro, macros) === undefined) return false;
    index++;
  }
  return index === chunk.macros.length;
}

/** The macro's body where nothing in it is a macro now. */
function flatBody(macro: Macro, macros: readonly (Macro | undefined)[]): FlatBody | undefined {
  const { flat } = macro;
  if (flat === undefined) return undefined;
  const { names } = flat;
  for (let at = 0; at < names.length; at++) {
    if (macros[names[at] as number] !== undefined) return undefined;
  }
  return flat;
}

/** Whether cpp could not need a space on either side of a number, a name, a string or a parenthesis. */
function standsAlone(text: string, start: number, end: number): boolean {
  return !joinsBefore(text.charCodeAt(start - 1)) && !joinsBehind(text.charCodeAt(end));
}

/** A `.` or a backslash. */
function joinsBefore(code: number): boolean {
  return code === 0x2e || code === 0x5c;
}

/** One of . + - \\ and the quotes. */
function joinsBehind(code: number): boolean {
  return code === 0x2e || code === 0x2b || code === 0x2d || code === 0x5c || code === 0x22 || code === 0x27;
}
