import type { Chunk, TextSink } from '../../src/preprocessor/preprocessed.ts';

/** Stands for a character that is not ASCII. */
const foreign = 0xff;

/** Of fewer characters each is copied on its own, which takes less than a call of the system's copy. */
const fewCharacters = 96;

/** So many bytes behind a text may be written before it is known that it is not ASCII. */
const spareBytes = 4;

/**
 * Text as bytes, a character each; what is not ASCII is 0xff. The chunks of a text, some hundred thousand in a corpus, need not be
 * joined to a string then, and reading a byte is quicker than reading a character.
 */
export class TextBytes implements TextSink {
  /** There is room for one more behind the text. */
  bytes: Buffer = Buffer.allocUnsafeSlow(1 << 12);
  length = 0;

  /**
   * Adds chunks of a list, from an index up to another, none of which is an included one.
   *
   * @param longest as many characters as there may be
   * @returns how many were added; -1 where there would be more, and none was
   */
  write(chunks: readonly Chunk[], from: number, to: number, longest: number): number {
    const before = this.length;
    for (let index = from; index < to; index++) {
      const chunk = chunks[index] as Chunk;
      if (chunk.kind === 'clean') this.add(chunk.file.text, chunk.start, chunk.end);
      else if (chunk.kind === 'expanded') {
        if (chunk.writeTo !== undefined) chunk.writeTo(this);
        else this.add(chunk.text, 0, chunk.text.length);
        this.bytes[this.length++] = 0x0a;
      }
      if (this.length <= longest) continue;
      this.length = before;
      return -1;
    }
    return this.length - before;
  }

  add(text: string, start: number, end: number): void {
    const length = end - start;
    const offset = this.length;
    // Two more: for a line's ending, and for what the lexer puts behind the text.
    if (offset + length + spareBytes + 2 > this.bytes.length) this.#grow(offset + length + spareBytes + 2);
    this.length = offset + length;
    const { bytes } = this;
    // As UTF-8 a text has a byte a character if it is ASCII, and more if it is not.
    if (length > fewCharacters && bytes.write(text.slice(start, end), offset, length + spareBytes) === length)
      return;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      bytes[offset + at - start] = code < 128 ? code : foreign;
    }
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, needed));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}
