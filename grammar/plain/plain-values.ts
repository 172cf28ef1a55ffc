import { dependsOnEncoding, hasEmptyHexEscape, writeEscaped } from '../literals.ts';
import type { LabelSyntax, PropertySyntax } from '../syntax.ts';
import { overflows, type Unsigned64 } from '../unsigned64.ts';
import { ValueWriter } from '../value-writer.ts';
import { notPlain, PlainCursor } from './plain-cursor.ts';
import { plainExpression } from './plain-expression.ts';
import { PlainKind } from './plain-kind.ts';
import { referenceWidth } from './plain-members.ts';

/** The elements of properties' values: their bytes go to one writer for the whole text, the references in them to one table. */
export abstract class PlainValues extends PlainCursor {
  protected readonly writer: ValueWriter = new ValueWriter();
  protected references: Int32Array = new Int32Array(referenceWidth << 8);
  protected referenceCount = 0;
  /** Those of the value that is being read. */
  protected valueLabels: NonNullable<PropertySyntax['valueLabels']>[number][] | undefined = undefined;

  protected element(valueStart: number): void {
    while (this.kinds[this.at] === PlainKind.Label) this.labelInValue(valueStart);
    switch (this.kinds[this.at]) {
      case PlainKind.Less:
        this.cells(valueStart, 32);
        break;
      case PlainKind.String:
        this.string();
        break;
      case PlainKind.Bits: {
        this.at++;
        const bits = this.peek() === PlainKind.Character ? 0 : this.number();
        if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw notPlain;
        this.cells(valueStart, bits);
        break;
      }
      case PlainKind.LeftBracket:
        this.byteString(valueStart);
        break;
      default:
        this.addReference(1, this.takeReference(), this.writer.length - valueStart);
    }
    while (this.kinds[this.at] === PlainKind.Label) this.labelInValue(valueStart);
  }

  protected string(): void {
    const token = this.at++;
    const start = this.starts[token] as number;
    const end = this.ends[token] as number;
    const { writer } = this;
    if (this.details[token] === 0) this.escapedString(start, end);
    else {
      const source = this.bytes;
      const bytes = writer.reserve(end - start);
      let offset = writer.length;
      for (let at = start + 1; at < end - 1; at++) bytes[offset++] = source[at] as number;
      writer.length = offset;
    }
    writer.byte(0);
  }

  protected escapedString(start: number, end: number): void {
    const image = this.sourceText?.slice(start, end) ?? '';
    if (hasEmptyHexEscape(image)) throw notPlain;
    const encoding = dependsOnEncoding(image)
      ? this.sourceText?.place(start, start + 1).file.encoding
      : undefined;
    const bytes = this.writer.reserve((end - start) * 3 + 1);
    this.writer.length = writeEscaped(image, bytes, this.writer.length, encoding);
  }

  protected cells(valueStart: number, bits: number): void {
    this.take(PlainKind.Less);
    const { writer, kinds } = this;
    for (;;) {
      const token = this.at;
      switch (kinds[token]) {
        case PlainKind.Literal:
          if (bits === 32) {
            writer.cell(this.details[token] as number);
            this.at++;
          } else this.cell(bits);
          break;
        case PlainKind.LabelReference:
        case PlainKind.PathReference:
          if (bits !== 32) throw notPlain;
          this.addReference(0, this.at++, writer.length - valueStart);
          writer.cell(0xffff_ffff);
          break;
        case PlainKind.LongLiteral:
        case PlainKind.Character:
        case PlainKind.LeftParen:
          this.cell(bits);
          break;
        case PlainKind.Label:
          this.labelInValue(valueStart);
          break;
        case PlainKind.Greater:
          this.at++;
          return;
        default:
          throw notPlain;
      }
    }
  }

  protected cell(bits: number): void {
    const value = this.integer();
    if (overflows(value, bits)) throw notPlain;
    this.writer.element(value, bits);
  }

  protected byteString(valueStart: number): void {
    this.at++;
    for (let kind = this.peek(); kind !== PlainKind.RightBracket; kind = this.peek()) {
      if (kind === PlainKind.Label) this.labelInValue(valueStart);
      else {
        this.take(PlainKind.Byte);
        this.writer.byte(this.details[this.at - 1] as number);
      }
    }
    this.at++;
  }

  protected integer(): Unsigned64 {
    const value = this.peek() === PlainKind.LeftParen ? plainExpression(this) : this.number();
    if (value === undefined) throw notPlain;
    return value;
  }

  /** @param kind 0 for a phandle, 1 for a path */
  protected addReference(kind: number, token: number, offset: number): void {
    const at = this.referenceCount++ * referenceWidth;
    if (at === this.references.length) {
      const grown = new Int32Array(this.references.length * 2);
      grown.set(this.references);
      this.references = grown;
    }
    const { references } = this;
    // In the order of the columns of PlainMembers.
    references[at] = (this.details[token] as number) * 2 + kind;
    references[at + 1] = offset;
    references[at + 2] = this.starts[token] as number;
  }

  protected labelInValue(valueStart: number): void {
    const { name, text, start, end }: LabelSyntax = this.readLabel();
    this.valueLabels ??= [];
    this.valueLabels.push({ name, text, start, end, offset: this.writer.length - valueStart });
  }
}
