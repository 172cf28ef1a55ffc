import type { PreprocessedUnit } from '../src/preprocessor/preprocessed.ts';
import type { SourceFile } from '../src/source/source-file.ts';

/** A text that needs no preprocessing as a unit: one clean chunk. For tests, and for what was preprocessed elsewhere. */
export function unitFromText(file: SourceFile): PreprocessedUnit {
  return { file, chunks: [{ kind: 'clean', file, start: 0, end: file.text.length }] };
}
