import type { MacroUse, Place } from '../source/place.ts';
import type { Macro } from './macro.ts';
import type { ExpandedChunk, Segment, TextSink } from './preprocessed.ts';
import type { ScannedFile } from './scan.ts';
import { TokenFlag } from './token.ts';
import { spanOf } from './token-place.ts';

/**
 * An expanded line in which each macro stood for a few tokens that are no macros themselves. It is what most expanded lines of
 * a board are, so it holds next to nothing, and works out text and segments when somebody asks.
 */
export class QuickChunk implements ExpandedChunk {
  readonly kind = 'expanded';
  /** The macros that the line uses, in order. */
  readonly macros: readonly Macro[];
  readonly #scan: ScannedFile;
  readonly line: number;

  constructor(scan: ScannedFile, line: number, macros: readonly Macro[]) {
    this.#scan = scan;
    this.line = line;
    this.macros = macros;
  }

  get text(): string {
    const pieces: string[] = [];
    this.writeTo({ add: (text, start, end) => pieces.push(text.slice(start, end)) });
    return pieces.join('');
  }

  writeTo(sink: TextSink): void {
    const { names, nameStarts, namePositions, file } = this.#scan;
    const { text } = file;
    const { macros } = this;
    let from = this.#start;
    let name = nameStarts[this.line] ?? 0;
    for (let index = 0; index < macros.length; index++) {
      const macro = macros[index] as Macro;
      while (names[name] !== macro.id) name++;
      const start = namePositions[name++] ?? 0;
      sink.add(text, from, start);
      const stands = macro.flat?.text ?? '';
      sink.add(stands, 0, stands.length);
      from = start + macro.nameLength;
    }
    sink.add(text, from, this.#end);
  }

  get segments(): readonly Segment[] {
    const segments: Segment[] = [];
    let at = 0;
    let from = this.#start;
    for (const [index, start] of this.#useStarts().entries()) {
      const macro = this.macros[index] as Macro;
      if (start > from) segments.push(this.#copied(at, from, start));
      at += start - from;
      at += this.#addUse(segments, macro, start, at);
      from = start + macro.nameLength;
    }
    if (this.#end > from) segments.push(this.#copied(at, from, this.#end));
    return segments;
  }

  get #start(): number {
    return this.#scan.starts[this.line] ?? 0;
  }

  /** Where the line's text ends: before its line ending. */
  get #end(): number {
    const { text } = this.#scan.file;
    let end = this.#scan.starts[this.line + 1] ?? text.length;
    while (end > this.#start && isLineEnding(text.charCodeAt(end - 1))) end--;
    return end;
  }

  /** Offset of each macro's name: the names of the line that are the next macro's. */
  #useStarts(): number[] {
    const { names, nameStarts, namePositions } = this.#scan;
    const starts: number[] = [];
    for (let at = nameStarts[this.line] ?? 0; starts.length < this.macros.length; at++) {
      if (names[at] === this.macros[starts.length]?.id) starts.push(namePositions[at] ?? 0);
    }
    return starts;
  }

  #copied(at: number, start: number, end: number): Segment {
    return { at, place: { file: this.#scan.file, start, end } };
  }

  #addUse(segments: Segment[], macro: Macro, start: number, at: number): number {
    const use = { file: this.#scan.file, start, end: start + macro.nameLength };
    const via: MacroUse = { name: macro.name, use, definition: macro.definition, parent: undefined };
    const place: Place = { ...use, via };
    let length = 0;
    for (const token of macro.shape.body) {
      if (token.flags & TokenFlag.SpaceBefore) length++;
      segments.push({ at: at + length, place, spelled: spanOf(token) });
      length += token.text.length;
    }
    return length;
  }
}

function isLineEnding(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
