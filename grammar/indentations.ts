const blanks = /[ \t]*/y;

/** What lines of a text begin with, asked for offsets that only grow: each line is looked at once, however long it is. */
export class Indentations {
  readonly #text: string;
  #lineStart = 0;
  #nextLine: number;
  #indentation: string | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#nextLine = text.indexOf('\n');
  }

  /** The blanks that the line of the offset begins with. */
  before(offset: number): string {
    while (this.#nextLine !== -1 && this.#nextLine < offset) {
      this.#lineStart = this.#nextLine + 1;
      this.#nextLine = this.#text.indexOf('\n', this.#lineStart);
      this.#indentation = undefined;
    }
    this.#indentation ??= this.#read();
    return this.#indentation;
  }

  #read(): string {
    blanks.lastIndex = this.#lineStart;
    return blanks.exec(this.#text)?.[0] ?? '';
  }
}
