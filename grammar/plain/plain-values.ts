import { dependsOnEncoding, hasEmptyHexEscape, writeEscaped } from '../literals.ts';
import type { LabelSyntax, ReferenceSyntax } from '../syntax.ts';
import { overflows, type Unsigned64 } from '../unsigned64.ts';
import { ValueWriter } from '../value-writer.ts';
import { notPlain, PlainCursor } from './plain-cursor.ts';
import { plainExpression } from './plain-expression.ts';
import { PlainKind } from './plain-kind.ts';

/** The elements of properties' values: their bytes go to one writer for the whole text. */
export abstract class PlainValues extends PlainCursor {
  protected readonly writer: ValueWriter = new ValueWriter();
  /** Those of the value that is being read. */
  protected valueReferences: ReferenceSyntax[] | undefined;
  protected valueLabels: (LabelSyntax & { readonly offset: number })[] | undefined;

  protected element(valueStart: number): void {
    while (this.peek() === PlainKind.Label) this.labelInValue(valueStart);
    switch (this.peek()) {
      case PlainKind.String:
        this.string();
        break;
      case PlainKind.Less:
        this.cells(valueStart, 32);
        break;
      case PlainKind.Bits: {
        this.at++;
        const bits = this.peek() === PlainKind.Literal ? this.integer() : 0;
        if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw notPlain;
        this.cells(valueStart, bits);
        break;
      }
      case PlainKind.LeftBracket:
        this.bytes(valueStart);
        break;
      default:
        this.addReference('path', this.takeReference(), valueStart);
    }
    while (this.peek() === PlainKind.Label) this.labelInValue(valueStart);
  }

  protected string(): void {
    const start = this.starts[this.at] as number;
    const end = this.ends[this.at++] as number;
    const writer = this.writer;
    const bytes = writer.reserve((end - start) * 3 + 1);
    const source = this.source;
    let offset = writer.length;
    for (let at = start + 1; at < end - 1; at++) {
      const code = source.charCodeAt(at);
      if (code >= 0x80 || code === 0x5c) {
        offset = this.escapedString(start, end, bytes);
        break;
      }
      bytes[offset++] = code;
    }
    writer.length = offset;
    writer.byte(0);
  }

  protected escapedString(start: number, end: number, bytes: Uint8Array): number {
    const image = this.source.slice(start, end);
    if (hasEmptyHexEscape(image)) throw notPlain;
    const encoding = dependsOnEncoding(image)
      ? this.sourceText?.place(start, start + 1).file.encoding
      : undefined;
    return writeEscaped(image, bytes, this.writer.length, encoding);
  }

  protected cells(valueStart: number, bits: number): void {
    this.take(PlainKind.Less);
    for (;;) {
      const kind = this.peek();
      switch (kind) {
        case PlainKind.Literal:
        case PlainKind.LeftParen: {
          const value = this.integer();
          if (overflows(value, bits)) throw notPlain;
          this.writer.element(value, bits);
          break;
        }
        case PlainKind.LabelReference:
        case PlainKind.PathReference:
          if (bits !== 32) throw notPlain;
          this.addReference('phandle', this.at++, valueStart);
          break;
        case PlainKind.Label:
          this.labelInValue(valueStart);
          break;
        default:
          this.take(PlainKind.Greater);
          return;
      }
    }
  }

  protected bytes(valueStart: number): void {
    this.at++;
    for (let kind = this.peek(); kind !== PlainKind.RightBracket; kind = this.peek()) {
      if (kind === PlainKind.Label) this.labelInValue(valueStart);
      else {
        this.take(PlainKind.Byte);
        const start = this.starts[this.at - 1] as number;
        this.writer.byte(Number.parseInt(this.source.slice(start, start + 2), 16));
      }
    }
    this.at++;
  }

  protected integer(): Unsigned64 {
    const value = this.peek() === PlainKind.LeftParen ? plainExpression(this) : this.number();
    if (value === undefined) throw notPlain;
    return value;
  }

  protected addReference(kind: 'phandle' | 'path', token: number, valueStart: number): void {
    const offset = this.writer.length - valueStart;
    if (kind === 'phandle') this.writer.cell(0xffff_ffff);
    this.valueReferences ??= [];
    this.valueReferences.push({
      kind,
      offset,
      target: this.targetOf(token),
      start: this.starts[token] as number,
      end: this.ends[token] as number,
    });
  }

  protected labelInValue(valueStart: number): void {
    this.valueLabels ??= [];
    this.valueLabels.push({ ...this.readLabel(), offset: this.writer.length - valueStart });
  }
}
