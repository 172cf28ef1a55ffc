import { parseInteger } from '../literals.ts';
import type { SourceText } from '../source-text.ts';
import type { LabelSyntax } from '../syntax.ts';
import type { Unsigned64 } from '../unsigned64.ts';
import { NameTable } from './name-table.ts';
import { PlainKind } from './plain-kind.ts';
import type { PlainTokens } from './plain-tokens.ts';

const noLabels: readonly LabelSyntax[] = [];

/** Thrown where the text is not plain: nobody outside of this folder sees it. */
export const notPlain: Error = new Error('not plain');

/** A place among the tokens of a text, and what single tokens stand for: the lowest layer of the parser for plain text. */
export abstract class PlainCursor {
  private readonly names = new NameTable();
  protected sourceText: SourceText | undefined;
  protected source = '';
  protected kinds: Uint8Array = new Uint8Array(0);
  protected starts: Int32Array = new Int32Array(0);
  protected ends: Int32Array = new Int32Array(0);
  protected count = 0;
  protected at = 0;
  /** Labels that were read before what they are of. */
  protected openLabels: LabelSyntax[] = [];

  protected startText(text: SourceText, tokens: PlainTokens): void {
    this.sourceText = text;
    this.source = text.text;
    this.kinds = tokens.kinds;
    this.starts = tokens.starts;
    this.ends = tokens.ends;
    this.count = tokens.count;
    this.at = 0;
    this.openLabels = [];
  }

  /** Keeps the text alive no longer. */
  protected endText(): void {
    this.sourceText = undefined;
    this.source = '';
  }

  /** The kind of the next token. */
  peek(): number {
    return this.at < this.count ? (this.kinds[this.at] as number) : PlainKind.End;
  }

  skip(): void {
    this.at++;
  }

  /** The number that the next token is; undefined where it is none, or too large. */
  number(): Unsigned64 | undefined {
    if (this.peek() !== PlainKind.Literal) return undefined;
    const start = this.starts[this.at] as number;
    const end = this.ends[this.at++] as number;
    const small = smallNumber(this.source, start, end);
    if (small >= 0) return small;
    const value = parseInteger(this.source.slice(start, end));
    return typeof value === 'string' ? undefined : value;
  }

  protected take(kind: number): void {
    if (this.peek() !== kind) throw notPlain;
    this.at++;
  }

  protected takeReference(): number {
    const kind = this.peek();
    if (kind !== PlainKind.LabelReference && kind !== PlainKind.PathReference) throw notPlain;
    return this.at++;
  }

  protected readLabel(): LabelSyntax {
    const start = this.starts[this.at] as number;
    const end = this.ends[this.at++] as number;
    return {
      name: this.names.at(this.source, start, end - 1),
      text: this.sourceText as SourceText,
      start,
      end,
    };
  }

  protected takeLabels(): readonly LabelSyntax[] {
    const taken = this.openLabels;
    if (taken.length === 0) return noLabels;
    this.openLabels = [];
    return taken;
  }

  protected nameAt(token: number): string {
    return this.names.at(this.source, this.starts[token] as number, this.ends[token] as number);
  }

  protected targetOf(token: number): string {
    const isPath = this.kinds[token] === PlainKind.PathReference;
    const start = (this.starts[token] as number) + (isPath ? 2 : 1);
    return this.names.at(this.source, start, (this.ends[token] as number) - (isPath ? 1 : 0));
  }
}

/** A decimal or hexadecimal number of few digits, as most are; -1 for all others. */
function smallNumber(source: string, start: number, end: number): number {
  if (end - start > 10) return -1;
  let value = 0;
  if (source.charCodeAt(start) !== 0x30) {
    for (let at = start; at < end; at++) {
      const digit = source.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }
  if (end - start === 1) return 0;
  if ((source.charCodeAt(start + 1) | 0x20) !== 0x78) return -1;
  for (let at = start + 2; at < end; at++) {
    const code = source.charCodeAt(at);
    const digit = code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
    if (digit < 0 || digit > 15) return -1;
    value = value * 16 + digit;
  }
  return value;
}
