import type { MacroUse, Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Macro } from './macro.ts';
import type { ExpandedChunk, Segment } from './preprocessed.ts';
import { TokenFlag } from './token.ts';

/** A macro's name in the line that a {@link QuickChunk} stands for. */
export interface QuickUse {
  readonly macro: Macro;
  /** Offset of the name in the file. */
  readonly start: number;
}

/**
 * An expanded line in which each macro stood for a few tokens that are no macros themselves. It is what most expanded lines of
 * a board are, so it holds little, and works its segments out when somebody asks.
 */
export class QuickChunk implements ExpandedChunk {
  readonly kind = 'expanded';
  readonly text: string;
  readonly uses: readonly QuickUse[];
  readonly #file: SourceFile;
  readonly #start: number;
  readonly #end: number;

  /** @param start where the line begins in the file */
  constructor(file: SourceFile, start: number, end: number, uses: readonly QuickUse[]) {
    this.#file = file;
    this.#start = start;
    this.#end = end;
    this.uses = uses;

    let text = '';
    let at = start;
    for (const { macro, start: name } of uses) {
      text += file.text.slice(at, name) + (macro.flat?.text ?? '');
      at = name + macro.name.length;
    }
    this.text = text + file.text.slice(at, end);
  }

  get segments(): readonly Segment[] {
    const segments: Segment[] = [];
    let at = 0;
    let from = this.#start;
    for (const { macro, start } of this.uses) {
      if (start > from) segments.push(this.#copied(at, from, start));
      at += start - from;
      at += this.#addUse(segments, macro, start, at);
      from = start + macro.name.length;
    }
    if (this.#end > from) segments.push(this.#copied(at, from, this.#end));
    return segments;
  }

  #copied(at: number, start: number, end: number): Segment {
    return { at, place: { file: this.#file, start, end } };
  }

  #addUse(segments: Segment[], macro: Macro, start: number, at: number): number {
    const use = { file: this.#file, start, end: start + macro.name.length };
    const via: MacroUse = { name: macro.name, use, definition: macro.definition, parent: undefined };
    const place: Place = { ...use, via };
    let length = 0;
    for (const token of macro.shape.body) {
      if (token.flags & TokenFlag.SpaceBefore) length++;
      segments.push({
        at: at + length,
        place,
        spelled: { file: token.file, start: token.start, end: token.end },
      });
      length += token.text.length;
    }
    return length;
  }
}
