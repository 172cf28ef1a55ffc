import { EOF, type IToken, type ParserMethod } from 'chevrotain';
import { defaultLimits } from '../src/source/limits.ts';
import type { Place } from '../src/source/place.ts';
import type { Problem } from '../src/source/problem.ts';
import { describeToken } from './expectations.ts';
import { ExpressionParser } from './expression-parser.ts';
import { decodeString, parseInteger, writeEscaped } from './literals.ts';
import { endOf, isReference, startOf } from './recovering-parser.ts';
import type { LabelSyntax, ReferenceSyntax } from './syntax.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';
import { overflows, type Unsigned64 } from './unsigned64.ts';
import type { ValueElement } from './value-element.ts';
import { ValueWriter } from './value-writer.ts';

/** What /incbin/ gets: the file's bytes, or why there are none. */
export type ReadBinary = (path: string, place: Place) => Uint8Array | Problem;

/** The last that dtc can seek to: offsets are signed to the system. */
const furthestOffset = 0x7fff_ffff_ffff_ffffn;

/** What is being collected of the value that the parser is in. */
interface OpenValue {
  readonly start: number;
  references: ReferenceSyntax[] | undefined;
  labels: (LabelSyntax & { readonly offset: number })[] | undefined;
}

/** What stands between a property's `=` and its `;`, written as bytes while it is read. */
export abstract class ValueParser extends ExpressionParser {
  protected readBinary: ReadBinary | undefined;
  /** How many bytes the values of a text may come to with the files that they take in. */
  protected maxValueBytes: number = defaultLimits.fileBytes;
  protected readonly writer: ValueWriter = new ValueWriter();
  protected value: OpenValue = { start: 0, references: undefined, labels: undefined };
  /** The elements of the value, where somebody asked for them. */
  protected details: ValueElement[] | undefined;
  private bits = 32;
  private part = 0;

  protected readonly values: ParserMethod<[], void> = this.RULE('values', () => {
    this.SUBRULE(this.element);
    do {
      this.MANY(this.furtherElement);
    } while (this.commaIsMissing());
  });

  private readonly furtherElement = () => {
    this.CONSUME(token.Comma);
    this.part++;
    this.SUBRULE1(this.element);
  };

  private readonly element: ParserMethod<[], void> = this.RULE('element', () => {
    if (this.mayBegin(token.Label)) this.MANY(this.labelInValue);
    this.OR(this.elementKinds);
    if (this.mayBegin(token.Label)) this.MANY1(this.labelInValue);
  });

  private readonly elementKinds = [
    { ALT: () => this.writeString(this.CONSUME(token.StringLiteral)) },
    { ALT: () => this.SUBRULE(this.cells) },
    { ALT: () => this.SUBRULE(this.byteString) },
    { ALT: () => this.addReference('path', this.SUBRULE(this.reference)) },
    { ALT: () => this.SUBRULE(this.binaryFile) },
  ];

  private readonly labelInValue = () => {
    const label = this.CONSUME(token.Label);
    this.value.labels ??= [];
    this.value.labels.push({ ...this.labelSyntax(label), offset: this.writer.length - this.value.start });
  };

  private readonly cells: ParserMethod<[], void> = this.RULE('cells', () => {
    this.bits = 32;
    if (this.mayBegin(token.Bits)) this.OPTION(this.elementSize);
    this.CONSUME(token.Less);
    do {
      this.takePlainCells();
      this.MANY(this.cell);
    } while (this.skipToCell());
    if (this.LA(1).tokenType === token.Greater || this.RECORDING_PHASE) this.CONSUME(token.Greater);
  });

  private readonly elementSize = () => {
    this.CONSUME(token.Bits);
    const size = this.CONSUME(token.Literal);
    if (this.RECORDING_PHASE) return;
    const bits = parseInteger(size.image);
    if (bits === 8 || bits === 16 || bits === 32 || bits === 64) this.bits = bits;
    else if (!this.isInserted(size)) this.reportToken(trouble.elementSize(size.image), size);
  };

  /** Numbers and labels, which most cells are, without asking chevrotain at each what it is. */
  private takePlainCells(): void {
    if (this.RECORDING_PHASE) return;
    for (let next = this.LA(1); ; next = this.LA(1)) {
      const { tokenType } = next;
      if (tokenType !== token.Literal && tokenType !== token.LabelReference) return;
      this.skip();
      if (tokenType === token.Literal) this.writeCell(this.integerOf(next), next);
      else this.addReference('phandle', next);
    }
  }

  private readonly cell = () => this.OR(this.cellKinds);

  private readonly cellKinds = [
    {
      ALT: () => {
        const literal = this.CONSUME(token.Literal);
        this.writeCell(this.integerOf(literal), literal);
      },
    },
    { ALT: () => this.addReference('phandle', this.SUBRULE(this.reference)) },
    {
      ALT: () => {
        const start = this.LA(1);
        this.writeCell(this.SUBRULE(this.parenthesized), start);
      },
    },
    {
      ALT: () => {
        const literal = this.CONSUME(token.CharLiteral);
        this.writeCell(this.characterOf(literal), literal);
      },
    },
    { ALT: () => this.labelInValue() },
  ];

  private readonly byteString: ParserMethod<[], void> = this.RULE('byteString', () => {
    this.CONSUME(token.LeftBracket);
    do {
      this.MANY(this.bytes);
    } while (this.skipToByte());
    if (this.LA(1).tokenType === token.RightBracket || this.RECORDING_PHASE) this.CONSUME(token.RightBracket);
  });

  private readonly bytes = () => this.OR(this.byteKinds);

  private readonly byteKinds = [
    {
      ALT: () => {
        const byte = this.CONSUME(token.Byte);
        const offset = this.writer.length;
        this.writer.byte(Number.parseInt(byte.image, 16));
        this.addDetail('bytes', offset, byte);
      },
    },
    { ALT: () => this.labelInValue() },
  ];

  private readonly binaryFile: ParserMethod<[], void> = this.RULE('binaryFile', () => {
    const start = this.CONSUME(token.Incbin);
    let from: Unsigned64 | undefined;
    let count: Unsigned64 | undefined;
    this.CONSUME(token.LeftParen);
    const path = this.CONSUME(token.StringLiteral);
    this.OPTION(() => {
      this.CONSUME(token.Comma);
      from = this.SUBRULE(this.integer);
      this.CONSUME1(token.Comma);
      count = this.SUBRULE1(this.integer);
    });
    this.CONSUME(token.RightParen);
    this.ACTION(() => this.includeBinary(start, path, from, count));
  });

  protected startValue(): void {
    this.part = 0;
    this.value = { start: this.writer.length, references: undefined, labels: undefined };
  }

  private writeString(literal: IToken): void {
    const { writer } = this;
    const offset = writer.length;
    const bytes = writer.reserve(literal.image.length * 3 + 1);
    writer.length = writeEscaped(literal.image, bytes, offset, this.encodingOf(literal));
    this.checkEscapes(literal);
    writer.byte(0);
    this.addDetail('string', offset, literal);
  }

  private writeCell(value: Unsigned64, start: IToken): void {
    if (this.RECORDING_PHASE) return;
    const offset = this.writer.length;
    this.writer.element(value, this.bits);
    if (overflows(value, this.bits)) {
      this.report(trouble.truncated(value, this.bits), start.startOffset, endOf(this.LA(0)));
    }
    this.addDetail('cells', offset, start);
  }

  private addReference(kind: 'phandle' | 'path', reference: IToken): void {
    if (this.RECORDING_PHASE) return;
    const offset = this.writer.length;
    if (kind === 'phandle') {
      if (this.bits !== 32) this.reportToken(trouble.referenceSize(this.bits), reference);
      this.writer.cell(0xffff_ffff);
    }
    this.value.references ??= [];
    this.value.references.push({
      kind,
      offset: offset - this.value.start,
      target: this.targetOf(reference),
      start: startOf(reference),
      end: endOf(reference),
    });
    this.addDetail(kind === 'path' ? 'path' : 'cells', offset, reference);
  }

  private includeBinary(
    start: IToken,
    literal: IToken,
    from: Unsigned64 | undefined,
    count: Unsigned64 | undefined,
  ): void {
    if (this.isInserted(literal)) return;
    const offset = this.writer.length;
    const path = decodeString(literal.image);
    const { file, start: at, end } = this.range(literal).text.place(literal.startOffset, endOf(literal));
    const read =
      this.readBinary?.(path, { file, start: at, end }) ?? trouble.noBinary({ file, start: at, end });
    if (!(read instanceof Uint8Array)) {
      if (this.details === undefined) this.problems.push(read);
      return;
    }
    if (BigInt(from ?? 0) > furthestOffset) {
      this.reportToken(trouble.farOffset, literal);
      return;
    }
    const first = Math.min(Number(from ?? 0), read.length);
    if (offset + read.length > this.maxValueBytes) {
      this.reportToken(trouble.tooManyBytes, literal);
      return;
    }
    this.writer.append(read.subarray(first, count === undefined ? undefined : first + Number(count)));
    this.addDetail('file', offset, start);
  }

  private addDetail(kind: ValueElement['kind'], offset: number, start: IToken): void {
    this.details?.push({
      kind,
      bits: kind === 'cells' ? this.bits : 8,
      offset: offset - this.value.start,
      length: this.writer.length - offset,
      start: startOf(start),
      end: endOf(this.LA(0)),
      part: this.part,
    });
  }

  // ---- Where mistakes are met -------------------------------------------------------------------------------

  /** After a value: whether another begins without a comma before it. */
  private commaIsMissing(): boolean {
    if (this.RECORDING_PHASE) return false;
    const { tokenType } = this.LA(1);
    const begins =
      tokenType === token.StringLiteral ||
      tokenType === token.Less ||
      tokenType === token.LeftBracket ||
      (isReference(tokenType) && this.LA(2).tokenType !== token.LeftBrace);
    if (!begins) return false;
    this.complain(
      trouble.missingComma(describeToken(this.LA(0)), describeToken(this.LA(1))),
      'after-previous',
    );
    this.part++;
    this.SUBRULE2(this.element);
    return true;
  }

  /** At something that is no cell: tells so and moves on. False where the list ends, or must have ended. */
  private skipToCell(): boolean {
    if (this.RECORDING_PHASE) return false;
    const next = this.LA(1);
    if (next.tokenType === token.Greater) return false;
    if (this.endsValue(next)) {
      this.complain(trouble.missingAngle(describeToken(next)), 'after-previous');
      return false;
    }
    if (trouble.isOperator(next)) this.complain(trouble.bareOperator(next.image));
    else if (next.tokenType === token.Comma) this.complain(trouble.commaBetweenCells);
    else this.complainUnexpected('a number, a reference or `>`');
    this.skipCell();
    return true;
  }

  private skipToByte(): boolean {
    if (this.RECORDING_PHASE) return false;
    const next = this.LA(1);
    if (next.tokenType === token.RightBracket) return false;
    if (this.endsValue(next)) {
      this.complain(trouble.missingBracket(describeToken(next)), 'after-previous');
      return false;
    }
    this.complain(trouble.badByte(describeToken(next)));
    this.skip();
    return true;
  }

  /** Whether the next token cannot stand in a list of cells, so that the closing bracket was forgotten. */
  private endsValue(next: IToken): boolean {
    const { tokenType } = next;
    if (tokenType === EOF || tokenType === token.Semicolon || tokenType === token.Equals) return true;
    if (tokenType === token.LeftBrace || tokenType === token.RightBrace) return true;
    if (tokenType !== token.Word && tokenType !== token.BadByte) return false;
    const second = this.LA(2).tokenType;
    return (
      this.startsLine(next) &&
      (second === token.Equals || second === token.LeftBrace || second === token.Minus)
    );
  }

  /** Skips a token that is no cell, with the arguments of a macro that is not defined. */
  private skipCell(): void {
    this.skip();
    if (this.LA(1).tokenType !== token.LeftParen || this.LA(0).tokenType !== token.Word) return;
    let depth = 0;
    do {
      const { tokenType } = this.LA(1);
      if (tokenType === EOF || tokenType === token.Semicolon) return;
      if (tokenType === token.LeftParen) depth++;
      if (tokenType === token.RightParen) depth--;
      this.skip();
    } while (depth > 0);
  }
}
