/** Where one member of a JSON object stands: half-open offsets into the text. */
export interface JsonMember {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface JsonScan {
  readonly members: readonly JsonMember[];
  /** The first mistake, or undefined. */
  readonly mistake: { readonly offset: number; readonly message: string } | undefined;
}

/**
 * Finds the members of the JSON object in `text` from `start` to `end`, or its first mistake: JSON.parse() is quick but
 * does not say where. Called only for a line that is wrong.
 */
export function scanJsonObject(text: string, start: number, end: number): JsonScan {
  const scanner = new JsonScanner(text, start, end);
  try {
    scanner.object();
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return { members: scanner.members, mistake: { offset: error.offset, message: error.message } };
  }
  return { members: scanner.members, mistake: undefined };
}

class JsonMistake extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const deepest = 100;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const plain = /[^"\\\u0000-\u001f]+/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class JsonScanner {
  readonly members: JsonMember[] = [];
  readonly #text: string;
  readonly #end: number;
  #at: number;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  object(): void {
    this.#skipSpace();
    this.#expect('{', 'An operation is a JSON object, `{…}`');
    this.#list('}', () => {
      const keyStart = this.#at;
      const key = this.#key();
      const keyEnd = this.#at;
      this.#colon();
      const valueStart = this.#at;
      this.#value(1);
      this.members.push({ key, keyStart, keyEnd, valueStart, valueEnd: this.#at });
    });
    this.#skipSpace();
    if (this.#at < this.#end) this.#fail('Expected the end of the line: one operation stands on a line');
  }

  #value(depth: number): void {
    if (depth > deepest) this.#fail('This nests too deeply');
    const character = this.#peek();
    if (character === '{') {
      this.#at++;
      this.#list('}', () => {
        this.#key();
        this.#colon();
        this.#value(depth + 1);
      });
    } else if (character === '[') {
      this.#at++;
      this.#list(']', () => this.#value(depth + 1));
    } else if (character === '"') this.#string();
    else if (!this.#try(number) && !this.#try(word)) this.#fail('Expected a value');
  }

  /** What stands between brackets, separated by commas, and the closing one. */
  #list(close: string, item: () => void): void {
    this.#skipSpace();
    if (this.#peek() === close) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#skipSpace();
      item();
      this.#skipSpace();
      if (this.#peek() !== ',') break;
      this.#at++;
    }
    this.#expect(close, `Expected \`,\` or \`${close}\``);
  }

  #key(): string {
    const start = this.#at;
    if (this.#peek() !== '"') this.#fail('Expected a name in double quotes');
    this.#string();
    return String(JSON.parse(this.#text.slice(start, this.#at)));
  }

  #colon(): void {
    this.#skipSpace();
    this.#expect(':', 'Expected `:`');
    this.#skipSpace();
  }

  #expect(character: string, message: string): void {
    if (this.#peek() !== character) this.#fail(message);
    this.#at++;
  }

  /** Piece by piece: one pattern for a whole string needs a stack as deep as the string is long. */
  #string(): void {
    const start = this.#at++;
    while (this.#try(plain) || this.#try(escaped));
    if (this.#peek() !== '"') {
      this.#at = start;
      this.#fail('This string is not closed, or has an escape that JSON does not know');
    }
    this.#at++;
  }

  #try(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    if (length === 0 || this.#at + length > this.#end) return false;
    this.#at += length;
    return true;
  }

  #peek(): string {
    return this.#at < this.#end ? (this.#text[this.#at] ?? '') : '';
  }

  #skipSpace(): void {
    while (this.#at < this.#end && ' \t\r'.includes(this.#text[this.#at] ?? '?')) this.#at++;
  }

  #fail(expected: string): never {
    const found = this.#peek() === '' ? 'the end of the line' : `\`${this.#peek()}\``;
    throw new JsonMistake(Math.min(this.#at, this.#end), `${expected}; found ${found}.`);
  }
}
