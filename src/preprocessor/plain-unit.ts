import type { Span } from '../source/place.ts';
import { SourceFile } from '../source/source-file.ts';
import { findDtcIncludes } from './dtc-include.ts';
import type { Chunk, PreprocessedUnit } from './preprocessed.ts';
import type { Run } from './run.ts';

/**
 * A file that dtc's `/include/` brings in: cpp runs before dtc, so no macro is expanded and no directive obeyed in it. Only
 * `/include/` itself and line markers mean something.
 */
export function readPlainUnit(run: Run, file: SourceFile): PreprocessedUnit {
  const chunks: Chunk[] = [];
  for (const part of partsByMarker(file)) {
    pushResolved(chunks, part, 0, part.text.length, (start, end) =>
      includeForDtc(run, part, start, end, [run.search.folderOf(file)]),
    );
  }
  return { file, chunks };
}

/** Adds a stretch of a file as it stands, cut at each `/include/`. */
function pushResolved(
  chunks: Chunk[],
  file: SourceFile,
  start: number,
  end: number,
  include: (start: number, end: number) => PreprocessedUnit | undefined,
): void {
  let at = start;
  for (const found of findDtcIncludes(file.text, start, end)) {
    pushClean(chunks, file, at, found.start);
    const unit = include(found.nameStart, found.nameEnd);
    const from: Span = { file, start: found.start, end: found.end };
    if (unit !== undefined) chunks.push({ kind: 'included', unit, from });
    at = found.end;
  }
  pushClean(chunks, file, at, end);
}

export function pushClean(chunks: Chunk[], file: SourceFile, start: number, end: number): void {
  if (end > start) chunks.push({ kind: 'clean', file, start, end });
}

/** Reads what `/include/` names: from the folders that dtc would search, then beside the file that asks. */
export function includeForDtc(
  run: Run,
  file: SourceFile,
  nameStart: number,
  nameEnd: number,
  folders: readonly string[],
): PreprocessedUnit | undefined {
  const name = file.text.slice(nameStart, nameEnd);
  return includeNamed(run, name, { file, start: nameStart, end: nameEnd }, folders);
}

export function includeNamed(
  run: Run,
  name: string,
  place: Span,
  folders: readonly string[],
): PreprocessedUnit | undefined {
  const found = run.search.findForDtc(name, [...folders, run.search.folderOf(run.input)]);
  if (!('file' in found)) {
    run.report({ ...found, place });
    return undefined;
  }
  const limit = run.includeLimit(found.file);
  if (limit !== undefined) {
    if (limit.code !== '') run.report({ ...limit, severity: 'error', place });
    return undefined;
  }
  return run.readPlain(found.file);
}

/** The text between line markers, each part as a file of the marker's name; the file itself where it has none. */
function partsByMarker(file: SourceFile): SourceFile[] {
  const marker = /^#(?:line)?[ \t]+(\d+)[ \t]+"([^"\n]*)".*$/gm;
  const parts: SourceFile[] = [];
  let start = 0;
  let name = file.path;
  let firstLine = 1;
  for (let found = marker.exec(file.text); found !== null; found = marker.exec(file.text)) {
    if (found.index > start) parts.push(part(file, name, firstLine, start, found.index));
    start = Math.min(marker.lastIndex + 1, file.text.length);
    name = found[2] ?? name;
    firstLine = Number(found[1]);
  }
  if (start === 0) return [file];
  if (start < file.text.length) parts.push(part(file, name, firstLine, start, file.text.length));
  return parts;
}

function part(file: SourceFile, name: string, firstLine: number, start: number, end: number): SourceFile {
  return new SourceFile(name, file.text.slice(start, end), {
    firstLine,
    absolutePath: file.absolutePath,
    encoding: file.encoding,
  });
}
