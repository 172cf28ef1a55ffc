import type { Place } from '../source/place.ts';
import { SourceFile } from '../source/source-file.ts';
import { findDtcIncludes } from './dtc-include.ts';
import type { Chunk, PreprocessedUnit } from './preprocessed.ts';
import type { Run } from './run.ts';

/**
 * A file that dtc's `/include/` brings in: cpp runs before dtc, so no macro is expanded and no directive obeyed in it. Only
 * `/include/` itself and line markers mean something.
 */
export function readPlainUnit(run: Run, file: SourceFile): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (const part of partsByMarker(file)) {
    let at = 0;
    for (const found of findDtcIncludes(part.text, 0, part.text.length)) {
      pushClean(chunks, part, at, found.start);
      const name = part.text.slice(found.nameStart, found.nameEnd);
      const unit = includeForDtc(run, name, { file: part, start: found.nameStart, end: found.nameEnd }, file);
      if (unit !== undefined)
        chunks.push({ kind: 'included', unit, from: { file: part, start: found.start, end: found.end } });
      at = found.end;
    }
    pushClean(chunks, part, at, part.text.length);
  }
  return chunks;
}

/** Adds a stretch of a file as it stands. */
export function pushClean(chunks: Chunk[], file: SourceFile, start: number, end: number): void {
  if (end > start) chunks.push({ kind: 'clean', file, start, end });
}

/**
 * Reads what `/include/` names; undefined where that is reported as a problem.
 *
 * @param asking the file that dtc itself brought in and that asks; undefined where cpp brought it in
 */
export function includeForDtc(
  run: Run,
  name: string,
  place: Place,
  asking?: SourceFile,
): PreprocessedUnit | undefined {
  const found = run.search.findForDtc(name, asking, run.inputFolder);
  if (!('file' in found)) {
    run.report({ ...found, place });
    return undefined;
  }

  const limit = run.includeLimit(found.file);
  if (limit === undefined) {
    run.noteInclude(found.file, place);
    return run.readPlain(found.file);
  }
  if (limit.code !== '') run.report({ ...limit, severity: 'error', place });
  return undefined;
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
    partOf: { file, start },
  });
}
