import type { DocumentElement } from './elements.ts';

/** A source file for editing: its tree, and what its characters do not tell of its bytes. */
export interface LosslessFile {
  readonly document: DocumentElement;
  /** How its bytes became characters; `latin1`, a character a byte, where they are no valid UTF-8. */
  readonly encoding: 'utf8' | 'latin1';
  /** It begins with a byte order mark, which is no part of the text: offsets count from behind it, as in a SourceFile. */
  readonly hasByteOrderMark: boolean;
  /** What most of its lines end with; `\n` where there are none. */
  readonly lineEnd: '\n' | '\r\n';
}
