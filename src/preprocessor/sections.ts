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

/** For each line and the end: the first directive at or behind it. */
export function findDirectives(kinds: Uint8Array): Uint32Array {
  const next = new Uint32Array(kinds.length + 1);
  next[kinds.length] = kinds.length;
  for (let line = kinds.length - 1; line >= 0; line--) {
    next[line] = (kinds[line] ?? 0) >= LineKind.Ignored ? line : (next[line + 1] ?? 0);
  }
  return next;
}

type Lines = Pick<ScannedFile, 'kinds' | 'flags' | 'nameStarts' | 'names' | 'nextDirective'>;

/** The stretches between directives that have text, by their first line. */
export function findSections(
  lines: Lines,
  lineCount: number,
  identifiers: Identifiers,
): Map<number, Section> {
  const sections = new Map<number, Section>();
  for (let line = 0; line < lineCount; line++) {
    const end = lines.nextDirective[line] ?? lineCount;
    const section = sectionOf(lines, line, end, identifiers);
    if (section !== undefined) sections.set(line, section);
    line = end;
  }
  return sections;
}

function sectionOf(lines: Lines, start: number, end: number, identifiers: Identifiers): Section | undefined {
  let hasText = false;
  let flags = 0;
  for (let line = start; line < end; line++) {
    hasText ||= lines.kinds[line] === LineKind.Text;
    flags |= lines.flags[line] ?? 0;
  }
  if (!hasText) return undefined;

  const first = lines.nameStarts[start] ?? 0;
  const last = lines.nameStarts[end] ?? 0;
  const names = new Uint32Array(last - first);
  let count = 0;
  identifiers.beginSet();
  for (let at = first; at < last; at++) {
    const name = lines.names[at] ?? 0;
    if (identifiers.addToSet(name)) names[count++] = name;
  }
  return { end, names: names.slice(0, count), flags };
}
