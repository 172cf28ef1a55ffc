import { endOfString } from '../end-of-string.ts';
import {
  Blank,
  classes,
  classOf,
  Digit,
  endOfDirective,
  endOfNumber,
  HexLetter,
  Letter,
  NameCharacter,
  Word,
} from './plain-characters.ts';
import { PlainKind } from './plain-kind.ts';

const directives: Readonly<Record<string, PlainKind>> = {
  '/dts-v1/': PlainKind.Version,
  '/plugin/': PlainKind.Plugin,
  '/memreserve/': PlainKind.Memreserve,
  '/bits/': PlainKind.Bits,
  '/delete-property/': PlainKind.DeleteProperty,
  '/delete-node/': PlainKind.DeleteNode,
  '/omit-if-no-ref/': PlainKind.OmitIfNoRef,
};

/** As the pattern of the grammar's token. */
const pathReference = /&\{(?:[A-Za-z_][A-Za-z0-9_]*)?(?:\/(?![/*])[A-Za-z0-9,._+*#?@-]*)+\}/y;

/** The lexer's states; see `LexerMode`. */
const InName = 0;
const InValue = 1;
const InBytes = 2;

/**
 * The tokens of a text in three arrays of numbers, where an object for each would take most of the time of reading it.
 *
 * They are those of the grammar's lexer (`lexer.ts`), which the tests hold them against. Of the rarer ones and of mistakes nothing
 * is known here: who meets one gives up, and the text is lexed and parsed by the grammar itself.
 */
export class PlainTokens {
  kinds: Uint8Array = new Uint8Array(256);
  starts: Int32Array = new Int32Array(256);
  ends: Int32Array = new Int32Array(256);
  count = 0;
  /** How many braces are open behind the last token. */
  depth = 0;
  #mode: number = InName;

  /** Whether the last token ends a statement, or there is none. */
  get isBetweenStatements(): boolean {
    if (this.depth !== 0) return false;
    return this.count === 0 || this.kinds[this.count - 1] === PlainKind.Semicolon;
  }

  /** Forgets all tokens, and keeps the room for others. */
  clear(): void {
    this.count = 0;
    this.depth = 0;
    this.#mode = InName;
  }

  /**
   * Adds the tokens of a text.
   *
   * @param base what to add to its offsets
   * @param most so many at most
   * @returns how many they are; -1 where one is not plain or they are more, and the tokens are of no use any more
   */
  add(text: string, base: number, most: number = Number.POSITIVE_INFINITY): number {
    const before = this.count;
    const end = before + most;
    const { length } = text;
    let mode = this.#mode;
    let at = 0;
    while (at < length && this.count <= end) {
      const code = text.charCodeAt(at);
      if (code >= 128) return -1;
      const kind = classes[code] as number;
      if (kind === Blank) {
        at++;
        continue;
      }

      const start = at;
      if (mode === InBytes && (kind & (Digit | HexLetter)) !== 0) {
        const isPair = (classOf(text, at + 1) & (Digit | HexLetter)) !== 0;
        if (!isPair) return -1;
        at += 2;
        this.#push(PlainKind.Byte, base + start, base + at);
        continue;
      }
      if (mode === InName && (kind & NameCharacter) !== 0) {
        let isWord = (kind & Letter) !== 0;
        at++;
        for (let next = classOf(text, at); (next & NameCharacter) !== 0; next = classOf(text, at)) {
          if ((next & Word) === 0) isWord = false;
          at++;
        }
        if (text.charCodeAt(at) === 0x3a) {
          if (!isWord) return -1;
          at++;
          this.#push(PlainKind.Label, base + start, base + at);
        } else {
          this.#push(PlainKind.Name, base + start, base + at);
          mode = InValue;
        }
        continue;
      }
      if (mode === InValue && kind === Digit) {
        at = endOfNumber(text, at);
        if (at === -1) return -1;
        this.#push(PlainKind.Literal, base + start, base + at);
        continue;
      }
      if (mode === InValue && (kind & Letter) !== 0) {
        do at++;
        while ((classOf(text, at) & Word) !== 0);
        if (text.charCodeAt(at) !== 0x3a) return -1;
        at++;
        this.#push(PlainKind.Label, base + start, base + at);
        continue;
      }

      let sign: number = PlainKind.End;
      const second = text.charCodeAt(at + 1);
      switch (code) {
        case 0x22:
          at = endOfString(text, at);
          if (at === -1) return -1;
          this.#push(PlainKind.String, base + start, base + at);
          continue;
        case 0x26:
          if ((classOf(text, at + 1) & Letter) !== 0) {
            do at++;
            while ((classOf(text, at) & Word) !== 0);
            this.#push(PlainKind.LabelReference, base + start, base + at);
            continue;
          }
          if (second === 0x7b) {
            pathReference.lastIndex = at;
            if (!pathReference.test(text)) return -1;
            at = pathReference.lastIndex;
            this.#push(PlainKind.PathReference, base + start, base + at);
            continue;
          }
          sign = second === 0x26 ? PlainKind.LogicalAnd : PlainKind.And;
          break;
        case 0x2f: {
          if (second === 0x2f) {
            at = text.indexOf('\n', at);
            if (at === -1) at = length;
            continue;
          }
          if (second === 0x2a) {
            const end = text.indexOf('*/', at + 2);
            if (end === -1) return -1;
            at = end + 2;
            continue;
          }
          const end = endOfDirective(text, at);
          if (end === -1) {
            sign = PlainKind.Slash;
            break;
          }
          const directive = directives[text.slice(at, end)];
          const behind = text.charCodeAt(end);
          if (directive === undefined || behind === 0x2f || behind === 0x2a) return -1;
          at = end;
          this.#push(directive, base + start, base + at);
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
      this.#push(sign, base + start, base + at);
    }
    this.#mode = mode;
    return this.count > end ? -1 : this.count - before;
  }

  #push(kind: number, start: number, end: number): void {
    const at = this.count++;
    if (at === this.kinds.length) this.#grow();
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
  }

  #grow(): void {
    const { kinds, starts, ends } = this;
    this.kinds = new Uint8Array(kinds.length * 2);
    this.kinds.set(kinds);
    this.starts = new Int32Array(starts.length * 2);
    this.starts.set(starts);
    this.ends = new Int32Array(ends.length * 2);
    this.ends.set(ends);
  }
}

function isDouble(sign: number): boolean {
  return sign >= PlainKind.ShiftLeft && sign <= PlainKind.LogicalOr;
}

const singleSigns: Uint8Array = signsOfOneCharacter();

function signsOfOneCharacter(): Uint8Array {
  const table = new Uint8Array(128);
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
