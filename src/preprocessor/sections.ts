import { LineKind } from './directive.ts';
import type { Identifiers } from './identifiers.ts';
import type { ScannedFile } from './scan.ts';

/** The lines between two directives. */
export interface Section {
  readonly end: number;
  /** Each identifier of its lines, once. */
  readonly names: Uint32Array;
  /** All flags of its lines. */
  readonly flags: number;
}

/** Writes for each line and the end: the first directive at or behind it. */
export function findDirectives(kinds: Uint8Array, next: Uint32Array): void {
  next[kinds.length] = kinds.length;
  for (let line = kinds.length - 1; line >= 0; line--) {
    next[line] = (kinds[line] ?? 0) >= LineKind.Ignored ? line : (next[line + 1] ?? 0);
  }
}

type Lines = Pick<ScannedFile, 'kinds' | 'flags' | 'nameStarts' | 'names' | 'nextDirective'>;

/** The stretches between directives that have text, by their first line. */
export function findSections(
  lines: Lines,
  lineCount: number,
  identifiers: Identifiers,
): Map<number, Section> {
  const sections = new Map<number, Section>();
  // One piece of memory for the names of all sections, which are no more than the file's.
  let names: Uint32Array | undefined;
  let used = 0;
  for (let line = 0; line < lineCount; line++) {
    const end = lines.nextDirective[line] ?? lineCount;
    if (hasText(lines, line, end)) {
      names ??= new Uint32Array(lines.names.length);
      const from = used;
      used = addNames(lines, line, end, identifiers, names, from);
      sections.set(line, { end, names: names.subarray(from, used), flags: flagsOf(lines, line, end) });
    }
    line = end;
  }
  return sections;
}

function hasText({ kinds }: Lines, start: number, end: number): boolean {
  for (let line = start; line < end; line++) {
    if (kinds[line] === LineKind.Text) return true;
  }
  return false;
}

function flagsOf(lines: Lines, start: number, end: number): number {
  let flags = 0;
  for (let line = start; line < end; line++) flags |= lines.flags[line] ?? 0;
  return flags;
}

/** Adds each identifier of the lines once, behind the first `from` of a list; gives how many there are then. */
function addNames(
  lines: Lines,
  start: number,
  end: number,
  identifiers: Identifiers,
  names: Uint32Array,
  from: number,
): number {
  const last = lines.nameStarts[end] ?? 0;
  let count = from;
  identifiers.beginSet();
  for (let at = lines.nameStarts[start] ?? 0; at < last; at++) {
    const name = lines.names[at] as number;
    if (identifiers.addToSet(name)) names[count++] = name;
  }
  return count;
}
