import { parseInteger } from '../literals.ts';
import type { SourceText } from '../source-text.ts';
import type { LabelSyntax } from '../syntax.ts';
import type { Unsigned64 } from '../unsigned64.ts';
import { type NameTable, sharedNames } from './name-table.ts';
import { PlainKind } from './plain-kind.ts';
import { noLabels } from './plain-members.ts';
import type { PlainTokens } from './plain-tokens.ts';

/** Thrown where the text is not plain: nobody outside of this folder sees it. */
export const notPlain: Error = new Error('not plain');

/** A place among the tokens of a text, and what single tokens stand for: the lowest layer of the parser for plain text. */
export abstract class PlainCursor {
  protected readonly names: NameTable = sharedNames();
  protected sourceText: SourceText | undefined = undefined;
  protected bytes: Buffer = noBytes;
  protected kinds: Uint8Array = noKinds;
  protected starts: Int32Array = noNumbers;
  protected ends: Int32Array = noNumbers;
  protected details: Int32Array = noNumbers;
  protected at = 0;
  /** Labels that were read before what they are of. */
  protected openLabels: LabelSyntax[] = [];

  protected startText(text: SourceText, tokens: PlainTokens): void {
    this.sourceText = text;
    this.bytes = tokens.bytes;
    this.kinds = tokens.kinds;
    this.starts = tokens.starts;
    this.ends = tokens.ends;
    this.details = tokens.details;
    this.at = 0;
    this.openLabels = [];
  }

  /** Keeps the text and its tokens alive no longer. */
  protected endText(): void {
    this.sourceText = undefined;
    this.bytes = noBytes;
    this.kinds = noKinds;
    this.starts = noNumbers;
    this.ends = noNumbers;
    this.details = noNumbers;
  }

  /** The kind of the next token. */
  peek(): number {
    return this.kinds[this.at] as number;
  }

  skip(): void {
    this.at++;
  }

  /** The number that the next token is; undefined where it is none, or too large. */
  number(): Unsigned64 | undefined {
    const token = this.at;
    const kind = this.kinds[token];
    if (kind === PlainKind.Literal || kind === PlainKind.Character) {
      this.at++;
      return (this.details[token] as number) >>> 0;
    }
    if (kind !== PlainKind.LongLiteral) return undefined;
    this.at++;
    const value = parseInteger(this.bytes.toString('latin1', this.starts[token], this.ends[token]));
    return typeof value === 'string' ? undefined : value;
  }

  protected take(kind: number): void {
    if (this.kinds[this.at] !== kind) throw notPlain;
    this.at++;
  }

  protected takeReference(): number {
    const kind = this.peek();
    if (kind !== PlainKind.LabelReference && kind !== PlainKind.PathReference) throw notPlain;
    return this.at++;
  }

  protected readLabel(): LabelSyntax {
    const token = this.at++;
    return {
      name: this.nameAt(token),
      text: this.sourceText as SourceText,
      start: this.starts[token] as number,
      end: this.ends[token] as number,
    };
  }

  protected takeLabels(): readonly LabelSyntax[] {
    const taken = this.openLabels;
    if (taken.length === 0) return noLabels;
    // What a list has room for beyond its end would be kept with the tree.
    const labels = taken.slice();
    taken.length = 0;
    return labels;
  }

  /** Of a name, a label or the target of a reference. */
  protected nameAt(token: number): string {
    return this.names.name(this.details[token] as number);
  }
}

const noBytes = Buffer.alloc(0);
const noKinds = new Uint8Array(1);
const noNumbers = new Int32Array(1);
