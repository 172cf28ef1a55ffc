import type { Chunk } from '../../src/preprocessor/preprocessed.ts';
import { type NameTable, sharedNames } from './name-table.ts';
import {
  Blank,
  classes,
  Digit,
  endOfComment,
  endOfDirective,
  endOfPathReference,
  endOfString,
  endOfSuffix,
  HexLetter,
  Letter,
  NameCharacter,
  Word,
} from './plain-characters.ts';
import { PlainKind } from './plain-kind.ts';
import { TextBytes } from './text-bytes.ts';

const directives: Readonly<Record<string, PlainKind>> = {
  '/dts-v1/': PlainKind.Version,
  '/plugin/': PlainKind.Plugin,
  '/memreserve/': PlainKind.Memreserve,
  '/bits/': PlainKind.Bits,
  '/delete-property/': PlainKind.DeleteProperty,
  '/delete-node/': PlainKind.DeleteNode,
  '/omit-if-no-ref/': PlainKind.OmitIfNoRef,
};

/** The lexer's states; see `LexerMode`. */
const InName = 0;
const InValue = 1;
const InBytes = 2;

/** Room for a token at least, and one behind the last. */
const leastRoom = 256;

/**
 * The tokens of a text in arrays of numbers, where an object for each would take most of the time of reading it. Names are looked up
 * and numbers computed while their characters are passed, so that the parser needs the characters of strings only.
 *
 * They are those of the grammar's lexer (`lexer.ts`), which the tests hold them against. Of the rarer ones and of mistakes nothing
 * is known here: who meets one gives up, and the text is lexed and parsed by the grammar itself.
 */
export class PlainTokens {
  /** Behind the last stands {@link PlainKind.End}. */
  kinds: Uint8Array = new Uint8Array(leastRoom);
  starts: Int32Array = new Int32Array(leastRoom);
  ends: Int32Array = new Int32Array(leastRoom);
  /** Of what has a name its number, of a literal its value, of a character and a byte likewise, of a string whether it stands for itself. */
  details: Int32Array = new Int32Array(leastRoom);
  count = 0;
  /** How many braces are open behind the last token. */
  depth = 0;
  readonly #text = new TextBytes();
  /** So many characters were read. */
  #read = 0;
  #mode: number = InName;
  readonly #names: NameTable = sharedNames();

  /** The characters of all that was written. */
  get bytes(): Buffer {
    return this.#text.bytes;
  }

  /** Whether the last token ends a statement, or there is none. */
  get isBetweenStatements(): boolean {
    if (this.depth !== 0) return false;
    return this.count === 0 || this.kinds[this.count - 1] === PlainKind.Semicolon;
  }

  /** Forgets all tokens, and keeps the room for others. */
  clear(): void {
    this.count = 0;
    this.depth = 0;
    this.#text.length = 0;
    this.#read = 0;
    this.#mode = InName;
    this.kinds[0] = PlainKind.End;
  }

  /**
   * Adds the characters of chunks, the tokens of which `add` adds.
   *
   * @param longest as many characters as there may be
   * @returns how many were added; -1 where there would be more, and none was
   */
  write(chunks: readonly Chunk[], from: number, to: number, longest: number): number {
    return this.#text.write(chunks, from, to, longest);
  }

  /**
   * Adds the tokens of what was written last.
   *
   * @param most so many at most
   * @returns how many they are; -1 where one is not plain or they are more, and the tokens are of no use any more
   */
  add(most: number = Number.POSITIVE_INFINITY): number {
    const before = this.count;
    const last = before + most;
    const { bytes, length: end } = this.#text;
    // Ends all that goes on while characters are of a kind.
    bytes[end] = 0;
    let at = this.#read;
    this.#read = end;
    let mode = this.#mode;
    while (at < end && this.count <= last) {
      const code = bytes[at] as number;
      const kind = classes[code] as number;
      if (kind === Blank) {
        at++;
        continue;
      }

      const start = at;
      if (mode === InName && (kind & NameCharacter) !== 0) {
        let isWord = (kind & Letter) !== 0;
        let hash = code;
        let next = bytes[++at] as number;
        for (
          let other = classes[next] as number;
          (other & NameCharacter) !== 0;
          other = classes[next] as number
        ) {
          if ((other & Word) === 0) isWord = false;
          hash = (Math.imul(hash, 31) + next) | 0;
          next = bytes[++at] as number;
        }
        if (next === 0x3a) {
          if (!isWord) return -1;
          const name = this.#names.numberOf(bytes, start, at, hash);
          this.#push(PlainKind.Label, start, ++at, name);
        } else {
          this.#push(PlainKind.Name, start, at, this.#names.numberOf(bytes, start, at, hash));
          mode = InValue;
        }
        continue;
      }
      if (mode === InValue && kind === Digit) {
        at = this.#number(at);
        if (at === -1) return -1;
        continue;
      }
      if (mode === InBytes && (kind & (Digit | HexLetter)) !== 0) {
        const second = bytes[at + 1] as number;
        if (((classes[second] as number) & (Digit | HexLetter)) === 0) return -1;
        at += 2;
        this.#push(PlainKind.Byte, start, at, hexDigit(code) * 16 + hexDigit(second));
        continue;
      }
      if (mode === InValue && (kind & Letter) !== 0) {
        at = this.#word(at);
        if (bytes[at] !== 0x3a) return -1;
        this.#push(PlainKind.Label, start, at + 1, this.#wordNumber);
        at++;
        continue;
      }

      let sign: number = PlainKind.End;
      const second = bytes[at + 1] as number;
      switch (code) {
        case 0x22:
          at = endOfString(bytes, at, end);
          if (at === -1) return -1;
          this.#push(PlainKind.String, start, at, standsForItself(bytes, start + 1, at - 1) ? 1 : 0);
          continue;
        case 0x27:
          // Of one character that is no escape; others are rare.
          if (mode !== InValue || !isPrintable(second) || bytes[at + 2] !== 0x27) return -1;
          at += 3;
          this.#push(PlainKind.Character, start, at, second);
          continue;
        case 0x26:
          if (((classes[second] as number) & Letter) !== 0) {
            at = this.#word(at + 1);
            this.#push(PlainKind.LabelReference, start, at, this.#wordNumber);
            continue;
          }
          if (second === 0x7b) {
            at = endOfPathReference(bytes, at);
            if (at === -1) return -1;
            const hash = hashOf(bytes, start + 2, at - 1);
            this.#push(
              PlainKind.PathReference,
              start,
              at,
              this.#names.numberOf(bytes, start + 2, at - 1, hash),
            );
            continue;
          }
          sign = second === 0x26 ? PlainKind.LogicalAnd : PlainKind.And;
          break;
        case 0x2f: {
          if (second === 0x2f) {
            while (at < end && bytes[at] !== 0x0a) at++;
            continue;
          }
          if (second === 0x2a) {
            at = endOfComment(bytes, at, end);
            if (at === -1) return -1;
            continue;
          }
          const behind = endOfDirective(bytes, at);
          if (behind === -1) {
            sign = PlainKind.Slash;
            break;
          }
          const directive = directives[bytes.toString('latin1', at, behind)];
          if (directive === undefined || bytes[behind] === 0x2f || bytes[behind] === 0x2a) return -1;
          at = behind;
          this.#push(directive, start, at, 0);
          if (directive >= PlainKind.DeleteProperty) mode = InName;
          else if (directive !== PlainKind.Plugin) mode = InValue;
          continue;
        }
        case 0x7b:
          sign = PlainKind.LeftBrace;
          this.depth++;
          mode = InName;
          break;
        case 0x7d:
          sign = PlainKind.RightBrace;
          this.depth--;
          break;
        case 0x3b:
          sign = PlainKind.Semicolon;
          mode = InName;
          break;
        case 0x5b:
          sign = PlainKind.LeftBracket;
          mode = InBytes;
          break;
        case 0x5d:
          sign = PlainKind.RightBracket;
          mode = InValue;
          break;
        case 0x3c:
          sign =
            second === 0x3c ? PlainKind.ShiftLeft : second === 0x3d ? PlainKind.LessOrEqual : PlainKind.Less;
          break;
        case 0x3e:
          sign =
            second === 0x3e
              ? PlainKind.ShiftRight
              : second === 0x3d
                ? PlainKind.GreaterOrEqual
                : PlainKind.Greater;
          break;
        case 0x3d:
          sign = second === 0x3d ? PlainKind.EqualTo : PlainKind.Equals;
          break;
        case 0x21:
          sign = second === 0x3d ? PlainKind.NotEqualTo : PlainKind.Bang;
          break;
        case 0x7c:
          sign = second === 0x7c ? PlainKind.LogicalOr : PlainKind.Or;
          break;
        default:
          sign = singleSigns[code] as number;
          if (sign === PlainKind.End) return -1;
      }
      at += isDouble(sign) ? 2 : 1;
      this.#push(sign, start, at, 0);
    }
    this.#mode = mode;
    this.kinds[this.count] = PlainKind.End;
    return this.count > last ? -1 : this.count - before;
  }

  /** The number of the name that {@link PlainTokens.#word} has passed. */
  #wordNumber = 0;

  /** Behind the letters and digits that begin there. */
  #word(start: number): number {
    const { bytes } = this.#text;
    let hash = 0;
    let at = start;
    let code = bytes[at] as number;
    while (((classes[code] as number) & Word) !== 0) {
      hash = (Math.imul(hash, 31) + code) | 0;
      code = bytes[++at] as number;
    }
    this.#wordNumber = this.#names.numberOf(bytes, start, at, hash);
    return at;
  }

  /** Adds the number that begins there; returns the offset behind it, -1 where letters stand there that belong to none. */
  #number(start: number): number {
    const { bytes } = this.#text;
    let at = start + 1;
    let code = bytes[at] as number;
    let value = (bytes[start] as number) - 0x30;
    let isShort = true;
    if (value === 0 && (code | 0x20) === 0x78) {
      code = bytes[++at] as number;
      const digits = at;
      while (((classes[code] as number) & (Digit | HexLetter)) !== 0) {
        value = (value << 4) | hexDigit(code);
        code = bytes[++at] as number;
      }
      if (at === digits) return -1;
      isShort = at - digits <= mostHexDigits;
    } else {
      const isOctal = value === 0;
      while (classes[code] === Digit) {
        value = (Math.imul(value, 10) + code - 0x30) | 0;
        code = bytes[++at] as number;
      }
      isShort = at - start <= (isOctal ? 1 : mostDigits);
    }
    const behind = ((classes[code] as number) & Word) === 0 ? at : endOfSuffix(bytes, at);
    if (behind === -1) return -1;
    if (isShort) this.#push(PlainKind.Literal, start, behind, value);
    else this.#push(PlainKind.LongLiteral, start, behind, 0);
    return behind;
  }

  #push(kind: number, start: number, end: number, detail: number): void {
    const at = this.count++;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.details[at] = detail;
    if (this.count === this.kinds.length) this.#grow();
  }

  #grow(): void {
    const { kinds, starts, ends, details } = this;
    this.kinds = new Uint8Array(kinds.length * 2);
    this.kinds.set(kinds);
    this.starts = new Int32Array(starts.length * 2);
    this.starts.set(starts);
    this.ends = new Int32Array(ends.length * 2);
    this.ends.set(ends);
    this.details = new Int32Array(details.length * 2);
    this.details.set(details);
  }
}

/** So many fit into 32 bits. */
const mostHexDigits = 8;
const mostDigits = 9;

function hexDigit(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

/** Whether a character may stand between single quotes for itself. */
function isPrintable(code: number): boolean {
  return code >= 0x20 && code < 0x7f && code !== 0x27 && code !== 0x5c;
}

/** Whether the characters of a string are the bytes of its value. */
function standsForItself(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code >= 0x80 || code === 0x5c) return false;
  }
  return true;
}

/** As {@link NameTable.numberOf} wants it. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  return hash;
}

function isDouble(sign: number): boolean {
  return sign >= PlainKind.ShiftLeft && sign <= PlainKind.LogicalOr;
}

const singleSigns: Uint8Array = signsOfOneCharacter();

function signsOfOneCharacter(): Uint8Array {
  const table = new Uint8Array(256);
  const signs: readonly (readonly [string, PlainKind])[] = [
    [',', PlainKind.Comma],
    ['(', PlainKind.LeftParen],
    [')', PlainKind.RightParen],
    ['?', PlainKind.Question],
    [':', PlainKind.Colon],
    ['~', PlainKind.Tilde],
    ['^', PlainKind.Xor],
    ['+', PlainKind.Plus],
    ['-', PlainKind.Minus],
    ['*', PlainKind.Star],
    ['%', PlainKind.Percent],
  ];
  for (const [sign, kind] of signs) table[sign.charCodeAt(0)] = kind;
  return table;
}
