import type { ItemElement, NodeElement } from './elements.ts';

/** How a file is laid out around an element: its lines and their indentation. */
export class Layout {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Start of the line that an offset stands on. */
  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Whether nothing but blanks stands before it on its line. */
  isFirstOnLine(offset: number): boolean {
    return this.blanksBefore(offset) === this.lineStart(offset);
  }

  /** Where the blanks before an offset begin; the line's start at the earliest. */
  blanksBefore(offset: number): number {
    let at = offset;
    while (at > 0 && isBlank(this.#text.charCodeAt(at - 1))) at--;
    return at;
  }

  /** Where the blanks behind an offset end; the line's end at the latest. */
  blanksBehind(offset: number): number {
    let at = offset;
    while (at < this.#text.length && isBlank(this.#text.charCodeAt(at))) at++;
    return at;
  }

  /** Whether a line, or the file, ends here. */
  isLineEnd(offset: number): boolean {
    const text = this.#text;
    return offset >= text.length || text[offset] === '\n' || text.startsWith('\r\n', offset);
  }

  /** Behind the line end that stands here, if one does. */
  behindLineEnd(offset: number): number {
    if (this.#text.startsWith('\r\n', offset)) return offset + 2;
    return this.#text[offset] === '\n' ? offset + 1 : offset;
  }

  /** The blanks at the start of an offset's line. */
  indentation(offset: number): string {
    const start = this.lineStart(offset);
    return this.#text.slice(start, Math.min(this.blanksBehind(start), offset));
  }

  /** By how much the items of a body stand further in than their node: as they do here, or around; else a tab. */
  indentationStep(node: NodeElement): string {
    for (let at: NodeElement['parent'] | NodeElement = node; at !== undefined; at = at.parent) {
      if (at.kind !== 'node' && at.kind !== 'root' && at.kind !== 'extend') continue;
      const outer = this.indentation(at.start);
      const item: ItemElement | undefined = at.body.items.find(
        ({ kind, start }) => kind !== 'directive' && kind !== 'include' && this.isFirstOnLine(start),
      );
      const inner = item === undefined ? '' : this.indentation(item.start);
      if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
    }
    return '\t';
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
