import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import { startOfFile, type ViewRange } from './board-view.ts';

/** Where a place is in an editor. */
export interface Located {
  readonly path: string;
  readonly range: ViewRange;
}

const documents = new WeakMap<SourceFile, TextDocument>();

/**
 * A place as an editor counts it; undefined where no file of the disk has it: in macros of the command line. What `#line` and line
 * markers say is for people: an editor shows the file that it is in.
 */
export function locate(place: Span | undefined): Located | undefined {
  const path = place?.file.absolutePath;
  if (place === undefined || path === undefined) return undefined;
  return { path, range: rangeOf(inWhole(place)) };
}

/** The range of a place in its file. In what has no lines, a blob, it is the start. */
export function rangeOf({ file, start, end }: Span): ViewRange {
  if (file.locate !== undefined) return startOfFile;
  let document = documents.get(file);
  if (document === undefined) {
    // A lone carriage return ends a line for editors, and for nobody else: theirs is the count that matters here.
    document = TextDocument.create('', '', 0, file.text);
    documents.set(file, document);
  }
  return { start: document.positionAt(start), end: document.positionAt(Math.max(start, end)) };
}

function inWhole({ file, start, end }: Span): Span {
  const { partOf } = file;
  return partOf === undefined
    ? { file, start, end }
    : { file: partOf.file, start: start + partOf.start, end: end + partOf.start };
}
