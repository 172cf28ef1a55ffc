import { EOF, type IToken, MismatchedTokenException, type ParserMethod, type TokenType } from 'chevrotain';
import type { Place } from '../src/source/place.ts';
import type { Problem } from '../src/source/problem.ts';
import { duplicateNames } from './duplicate-names.ts';
import { describeToken } from './expectations.ts';
import { lex } from './lexer.ts';
import { decodeString, parseCharacter, parseInteger, writeEscaped } from './literals.ts';
import { endOf, isReference, RecoveringParser } from './recovering-parser.ts';
import type { SourceText } from './source-text.ts';
import type {
  BodySyntax,
  LabelSyntax,
  PropertySyntax,
  ReferenceSyntax,
  StatementSyntax,
  SyntaxRange,
} from './syntax.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';
import {
  applyBinary,
  applyUnary,
  type BinaryOperator,
  overflows,
  precedence,
  type UnaryOperator,
  type Unsigned64,
} from './unsigned64.ts';
import { ValueWriter } from './value-writer.ts';

/** What /incbin/ gets: the file's bytes, or why there are none. */
export type ReadBinary = (path: string, place: Place) => Uint8Array | Problem;

export interface ParserOptions {
  readonly readBinary?: ReadBinary | undefined;
  /** The end of the text is known to be missing, so that nobody asks for it. */
  readonly truncated?: boolean;
}

/** One element of a value, for those who ask where a byte was written. */
export interface ValueElement {
  readonly kind: 'cells' | 'string' | 'bytes' | 'path' | 'file';
  /** Of a cell; 8 otherwise. */
  readonly bits: number;
  /** Byte of the value as written, in which path references have no length yet. */
  readonly offset: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
  /** Which of the value's comma-separated parts it belongs to, counted from 0. */
  readonly part: number;
}

/** How deep nodes, and parentheses, may nest: far beyond any real tree, well before the stack ends. */
const maximumDepth = 128;
const maximumParentheses = 64;

const noLabels: readonly LabelSyntax[] = [];

/** What is being collected of the body that the parser is in. */
interface OpenBody {
  readonly open: IToken;
  readonly properties: BodySyntax['properties'][number][];
  readonly nodes: BodySyntax['nodes'][number][];
  references: ReferenceSyntax[] | undefined;
  hasSpecialProperty: boolean;
  hasPropertyLabels: boolean;
}

/** What is being collected of the value that the parser is in. */
interface OpenValue {
  readonly start: number;
  references: ReferenceSyntax[] | undefined;
  labels: (LabelSyntax & { readonly offset: number })[] | undefined;
}

/**
 * The DTS language as dtc 1.8.1 takes it (dtc-parser.y), with the actions embedded: tokens go in, the syntax tree
 * comes out, values already evaluated to bytes.
 *
 * One instance serves a whole run. The alternatives of a rule are fields, so that they are made once and not at every
 * invocation; what they share travels in fields, too.
 */
export class DtsParser extends RecoveringParser {
  private readBinary: ReadBinary | undefined;
  private readonly writer = new ValueWriter();
  private readonly names = new Map<string, string>();
  private details: ValueElement[] | undefined;

  private statements: StatementSyntax[] = [];
  private bodies: OpenBody[] = [];
  private body: OpenBody = openBody({ image: '' } as IToken);
  private value: OpenValue = { start: 0, references: undefined, labels: undefined };
  private labels: LabelSyntax[] = [];
  private omitIfNoRef = false;
  private bits = 32;
  private part = 0;
  private parentheses = 0;

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** The statements of a whole text, and what is wrong with them. */
  parse(
    text: SourceText,
    tokens: IToken[],
    options: ParserOptions,
  ): { statements: StatementSyntax[]; problems: Problem[] } {
    this.startText(text, tokens, options.truncated ?? false);
    this.prepare(options);
    this.document();
    text.values = this.writer.take();
    text.release();
    return { statements: this.statements, problems: this.problems };
  }

  /** The elements of one property's value, found by parsing its text once more. */
  parseElements(property: PropertySyntax): readonly ValueElement[] {
    const { tokens } = lex(property.text.text.slice(property.start, property.statementEnd), 'name');
    for (const each of tokens) each.startOffset += property.start;
    this.startText(property.text, tokens, false);
    this.prepare({});
    const elements: ValueElement[] = [];
    this.details = elements;
    this.definition();
    this.details = undefined;
    return elements;
  }

  private prepare(options: ParserOptions): void {
    this.readBinary = options.readBinary;
    this.writer.length = 0;
    this.statements = [];
    this.bodies = [];
    this.labels = [];
    this.omitIfNoRef = false;
    this.parentheses = 0;
  }

  // ---- Statements -------------------------------------------------------------------------------------------

  readonly document: ParserMethod<[], void> = this.RULE('document', () => {
    do {
      this.MANY(() => this.recovering(this.oneStatement, this.resumeStatement));
    } while (this.skipToStatement());
  });

  private readonly oneStatement = () => this.SUBRULE(this.statement);
  private readonly resumeStatement = () => {
    this.forgetPrefixes();
    this.bodies = [];
    this.skipStatement();
  };

  private readonly statement: ParserMethod<[], void> = this.RULE('statement', () => {
    this.OR(this.statementKinds);
  });

  private readonly statementKinds = [
    {
      ALT: () => {
        const start = this.CONSUME(token.Version);
        this.semicolon(1);
        this.statements.push({ kind: 'version', ...this.range(start) });
      },
    },
    {
      ALT: () => {
        const start = this.CONSUME(token.Plugin);
        this.semicolon(2);
        this.statements.push({ kind: 'plugin', ...this.range(start) });
      },
    },
    {
      ALT: () => {
        this.CONSUME(token.DeleteNode);
        const reference = this.SUBRULE1(this.reference);
        this.semicolon(3);
        this.addReferenceStatement('delete', reference);
      },
    },
    {
      ALT: () => {
        this.CONSUME(token.OmitIfNoRef);
        const reference = this.SUBRULE2(this.reference);
        this.semicolon(4);
        this.addReferenceStatement('omit-if-no-ref', reference);
      },
    },
    {
      ALT: () => {
        this.MANY(() => this.addLabel(this.CONSUME(token.Label)));
        this.OR1(this.labelledStatementKinds);
      },
    },
  ];

  private readonly labelledStatementKinds = [
    { ALT: () => this.memreserve() },
    {
      ALT: () => {
        const slash = this.CONSUME(token.Slash);
        const [label] = this.takeLabels();
        if (label !== undefined) this.report(trouble.labelOnRoot, label.start, label.end);
        const body = this.SUBRULE1(this.block);
        this.semicolon(6);
        this.statements.push({ kind: 'root', ...this.range(slash), body });
      },
    },
    {
      ALT: () => {
        const reference = this.SUBRULE3(this.reference);
        const labels = this.takeLabels();
        const second = labels[1];
        if (second !== undefined) this.report(trouble.secondLabel, second.start, second.end);
        const body = this.SUBRULE2(this.block);
        this.semicolon(7);
        this.ACTION(() => this.addExtension(reference, labels, body));
      },
    },
  ];

  private memreserve(): void {
    const start = this.CONSUME(token.Memreserve);
    const labels = this.takeLabels();
    const address = this.SUBRULE1(this.integer);
    const size = this.SUBRULE2(this.integer);
    const end = this.LA(0);
    this.semicolon(5);
    this.ACTION(() => {
      const range = this.range(start, end);
      this.statements.push({
        kind: 'memreserve',
        ...range,
        address: BigInt(address),
        size: BigInt(size),
        labels,
      });
    });
  }

  private readonly reference: ParserMethod<[], IToken> = this.RULE('reference', () =>
    this.OR(this.referenceKinds),
  );

  private readonly referenceKinds = [
    { ALT: () => this.CONSUME(token.LabelReference) },
    { ALT: () => this.CONSUME(token.PathReference) },
  ];

  private addReferenceStatement(kind: 'delete' | 'omit-if-no-ref', reference: IToken): void {
    if (this.RECORDING_PHASE) return;
    this.statements.push({ kind, target: this.targetOf(reference), ...this.range(reference) });
  }

  private addExtension(reference: IToken, labels: readonly LabelSyntax[], body: BodySyntax): void {
    const target = this.targetOf(reference);
    const overlayTarget = this.overlayTarget(this.range(reference), target);
    this.statements.push({ kind: 'extend', ...this.range(reference), target, labels, body, overlayTarget });
  }

  private overlayTarget(range: SyntaxRange, target: string): PropertySyntax {
    const isPath = target.includes('/');
    const valueStart = this.writer.length;
    if (isPath) this.writer.append(new TextEncoder().encode(`${target}\0`));
    else this.writer.cell(0xffff_ffff);
    return {
      kind: 'property',
      name: isPath ? 'target-path' : 'target',
      ...range,
      statementEnd: range.end,
      valueStart,
      valueEnd: this.writer.length,
      references: isPath
        ? undefined
        : [{ kind: 'phandle', offset: 0, target, start: range.start, end: range.end }],
      labels: noLabels,
      valueLabels: undefined,
    };
  }

  // ---- Bodies -----------------------------------------------------------------------------------------------

  /** `{ … }` */
  private readonly block: ParserMethod<[], BodySyntax> = this.RULE('block', () => {
    const open = this.CONSUME(token.LeftBrace);
    const outer = this.body;
    this.bodies.push(this.body);
    this.body = openBody(open);
    if (this.bodies.length > maximumDepth) this.skipDeepBody(open);
    do {
      this.MANY(this.members);
    } while (this.skipToMember());
    const close = this.closeBlock();
    const finished = this.finishBody(this.body, close);
    this.body = outer;
    this.bodies.pop();
    return finished;
  });

  private readonly members = () => this.recovering(this.oneMember, this.resumeMember);
  private readonly oneMember = () => this.SUBRULE(this.member);
  private readonly resumeMember = () => {
    this.forgetPrefixes();
    this.skipMember();
  };

  private readonly member: ParserMethod<[], void> = this.RULE('member', () => {
    this.MANY(this.prefix);
    this.OR1(this.memberKinds);
  });

  private readonly prefix = () => this.OR(this.prefixKinds);

  private readonly prefixKinds = [
    { ALT: () => this.addLabel(this.CONSUME(token.Label)) },
    {
      ALT: () => {
        this.CONSUME(token.OmitIfNoRef);
        this.omitIfNoRef = true;
      },
    },
  ];

  private readonly memberKinds = [
    { ALT: () => this.SUBRULE(this.definition) },
    {
      ALT: () => {
        this.CONSUME(token.DeleteProperty);
        const name = this.CONSUME1(token.Name);
        this.forgetPrefixes();
        this.semicolon(1);
        this.checkOrder(name);
        this.body.properties.push({ kind: 'delete-property', name: this.nameOf(name), ...this.range(name) });
      },
    },
    {
      ALT: () => {
        this.CONSUME(token.DeleteNode);
        const name = this.CONSUME2(token.Name);
        this.forgetPrefixes();
        this.semicolon(2);
        this.body.nodes.push({ kind: 'delete-node', name: this.nameOf(name), ...this.range(name) });
      },
    },
  ];

  /** A property or a subnode, from its name on. */
  private readonly definition: ParserMethod<[], void> = this.RULE('definition', () => {
    this.CONSUME(token.Name);
    if (this.semicolonIsMissing()) this.emptyProperty();
    else this.OR(this.definitionKinds);
  });

  private readonly definitionKinds = [
    { ALT: () => this.propertyWithValue() },
    { ALT: () => this.subnode() },
    { ALT: () => this.emptyProperty() },
  ];

  private propertyWithValue(): void {
    const name = this.LA(0);
    const labels = this.takeLabels();
    this.startValue();
    this.CONSUME(token.Equals);
    try {
      this.SUBRULE(this.values);
      this.semicolon(1);
    } finally {
      // Kept even if its value is wrong: whoever refers to it shall not be told that it is missing.
      this.addProperty(name, labels);
    }
  }

  private emptyProperty(): void {
    const name = this.LA(0);
    const labels = this.takeLabels();
    this.startValue();
    this.semicolon(2);
    this.addProperty(name, labels);
  }

  private subnode(): void {
    const name = this.LA(0);
    const labels = this.takeLabels();
    const omitIfNoRef = this.omitIfNoRef;
    this.omitIfNoRef = false;
    const body = this.SUBRULE(this.block);
    this.semicolon(3);
    if (this.RECORDING_PHASE) return;
    const nodeName = this.nameOf(name);
    const wrong = trouble.nodeName(nodeName);
    if (wrong !== undefined) this.reportToken(wrong, name);
    this.body.nodes.push({
      kind: 'node',
      name: nodeName,
      text: this.text as SourceText,
      start: name.startOffset,
      end: endOf(name),
      labels,
      omitIfNoRef,
      body,
    });
  }

  private addProperty(nameToken: IToken, labels: readonly LabelSyntax[]): void {
    if (this.RECORDING_PHASE) return;
    this.checkOrder(nameToken);
    const name = this.nameOf(nameToken);
    if (name.includes('@')) this.reportToken(trouble.propertyName(name), nameToken);
    const { start, references, labels: valueLabels } = this.value;
    const { body } = this;
    if (references !== undefined) {
      body.references ??= [];
      for (const reference of references) body.references.push(reference);
    }
    if (name === 'phandle' || name === 'linux,phandle' || name === 'name') body.hasSpecialProperty = true;
    if (labels.length > 0 || valueLabels !== undefined) body.hasPropertyLabels = true;
    body.properties.push({
      kind: 'property',
      name,
      text: this.text as SourceText,
      start: nameToken.startOffset,
      end: endOf(nameToken),
      statementEnd: endOf(this.LA(0)),
      valueStart: start,
      valueEnd: this.writer.length,
      references: references && trimmed(references),
      labels,
      valueLabels,
    });
  }

  private checkOrder(name: IToken): void {
    if (this.body.nodes.length > 0) this.reportToken(trouble.propertyAfterSubnode, name);
    if (this.omitIfNoRef) this.reportToken(trouble.omitProperty, name);
    this.omitIfNoRef = false;
  }

  private finishBody(body: OpenBody, close: IToken): BodySyntax {
    const { properties, nodes, references, hasSpecialProperty, hasPropertyLabels } = body;
    return {
      text: this.text as SourceText,
      start: body.open.startOffset,
      end: endOf(close),
      properties: trimmed(properties),
      nodes: trimmed(nodes),
      references: references && trimmed(references),
      hasSpecialProperty,
      hasPropertyLabels,
      duplicateProperties: duplicateNames(properties),
      duplicateNodes: duplicateNames(nodes),
    };
  }

  // ---- Values -----------------------------------------------------------------------------------------------

  private readonly values: ParserMethod<[], void> = this.RULE('values', () => {
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
    this.MANY(this.labelInValue);
    this.OR(this.elementKinds);
    this.MANY1(this.labelInValue);
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
    this.OPTION(this.elementSize);
    this.CONSUME(token.Less);
    do {
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
    else this.reportToken(trouble.elementSize(size.image), size);
  };

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

  private startValue(): void {
    this.part = 0;
    this.value = { start: this.writer.length, references: undefined, labels: undefined };
  }

  private writeString(literal: IToken): void {
    const { writer } = this;
    const offset = writer.length;
    const bytes = writer.reserve(literal.image.length * 3 + 1);
    writer.length = writeEscaped(literal.image, bytes, offset);
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
      start: reference.startOffset,
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
    const offset = this.writer.length;
    const path = decodeString(literal.image);
    const { file, start: at, end } = this.range(literal).text.place(literal.startOffset, endOf(literal));
    const read =
      this.readBinary?.(path, { file, start: at, end }) ?? trouble.noBinary({ file, start: at, end });
    if (!(read instanceof Uint8Array)) {
      if (this.details === undefined) this.problems.push(read);
      return;
    }
    const first = Math.min(Number(from ?? 0), read.length);
    this.writer.append(read.subarray(first, count === undefined ? undefined : first + Number(count)));
    this.addDetail('file', offset, start);
  }

  private addDetail(kind: ValueElement['kind'], offset: number, start: IToken): void {
    this.details?.push({
      kind,
      bits: kind === 'cells' ? this.bits : 8,
      offset: offset - this.value.start,
      length: this.writer.length - offset,
      start: start.startOffset,
      end: endOf(this.LA(0)),
      part: this.part,
    });
  }

  // ---- Expressions ------------------------------------------------------------------------------------------

  /** A number, a character or an expression in parentheses: dtc's integer_prim. */
  private readonly integer: ParserMethod<[], Unsigned64> = this.RULE('integer', () =>
    this.OR(this.integerKinds),
  );

  private readonly integerKinds = [
    { ALT: (): Unsigned64 => this.integerOf(this.CONSUME(token.Literal)) },
    { ALT: (): Unsigned64 => this.characterOf(this.CONSUME(token.CharLiteral)) },
    { ALT: (): Unsigned64 => this.SUBRULE(this.parenthesized) },
  ];

  private readonly parenthesized: ParserMethod<[], Unsigned64> = this.RULE('parenthesized', () => {
    this.CONSUME(token.LeftParen);
    if (++this.parentheses > maximumParentheses) this.refuseDepth();
    const value = this.SUBRULE(this.expression);
    this.parentheses--;
    this.CONSUME(token.RightParen);
    return value;
  });

  /**
   * Operators are taken in a flat list and applied by their precedence, since a rule for each of C's eleven levels would
   * cost eleven calls a number.
   */
  private readonly expression: ParserMethod<[], Unsigned64> = this.RULE('expression', () => {
    const operands: Unsigned64[] = [this.SUBRULE(this.unary)];
    const operators: IToken[] = [];
    this.MANY(() => {
      const operator = this.SUBRULE(this.operator);
      this.ACTION(() => this.reduce(operands, operators, precedenceOf(operator)));
      operators.push(operator);
      operands.push(this.SUBRULE1(this.unary));
    });
    this.ACTION(() => this.reduce(operands, operators, 0));
    const value = operands[0] ?? 0;
    return this.OPTION(() => this.choice(value)) ?? value;
  });

  private choice(condition: Unsigned64): Unsigned64 {
    this.CONSUME(token.Question);
    if (++this.parentheses > maximumParentheses) this.refuseDepth();
    const yes = this.SUBRULE(this.expression);
    this.CONSUME(token.Colon);
    const no = this.SUBRULE1(this.expression);
    this.parentheses--;
    return condition === 0 ? no : yes;
  }

  private readonly operator: ParserMethod<[], IToken> = this.RULE('operator', () => this.OR(this.operators));

  private readonly operators = binaryOperators.map((type) => ({ ALT: (): IToken => this.CONSUME(type) }));

  private readonly unary: ParserMethod<[], Unsigned64> = this.RULE('unary', () => {
    const operators: IToken[] = [];
    this.MANY(() => operators.push(this.OR(this.unaryOperators)));
    const value = this.SUBRULE(this.integer);
    if (this.RECORDING_PHASE) return value;
    return operators.reduceRight((result, { image }) => applyUnary(image as UnaryOperator, result), value);
  });

  private readonly unaryOperators = [
    { ALT: () => this.CONSUME(token.Minus) },
    { ALT: () => this.CONSUME(token.Tilde) },
    { ALT: () => this.CONSUME(token.Bang) },
  ];

  /** Applies the operators at the end of the list that bind at least as tightly as `level`. */
  private reduce(operands: Unsigned64[], operators: IToken[], level: number): void {
    for (
      let last = operators.at(-1);
      last !== undefined && precedenceOf(last) >= level;
      last = operators.at(-1)
    ) {
      operators.pop();
      const right = operands.pop() ?? 0;
      const left = operands.pop() ?? 0;
      const result = applyBinary(last.image as BinaryOperator, left, right);
      if (result === undefined) this.reportToken(trouble.divisionByZero, last);
      operands.push(result ?? 0);
    }
  }

  private refuseDepth(): void {
    if (this.RECORDING_PHASE) return;
    this.complain(trouble.deepParentheses(maximumParentheses));
    throw new MismatchedTokenException('a shallower expression', this.LA(1), this.LA(0));
  }

  private integerOf(literal: IToken): Unsigned64 {
    if (this.RECORDING_PHASE) return 0;
    const value = parseInteger(literal.image);
    if (typeof value !== 'string') return value;
    this.reportToken(trouble.literal(value, literal.image), literal);
    return 0;
  }

  private characterOf(literal: IToken): Unsigned64 {
    if (this.RECORDING_PHASE) return 0;
    const value = parseCharacter(literal.image);
    if (typeof value !== 'string') return value;
    this.reportToken(trouble.literal(value, literal.image), literal);
    return 0;
  }

  // ---- Where mistakes are met -------------------------------------------------------------------------------

  /** At something that begins no statement: tells so and moves on. False at the end. */
  private skipToStatement(): boolean {
    if (this.RECORDING_PHASE || this.LA(1).tokenType === EOF) return false;
    const next = this.LA(1);
    if (next.tokenType === token.RightBrace) this.complain(trouble.strayBrace);
    else if (next.tokenType === token.Semicolon) this.complain(trouble.straySemicolon);
    else if (next.tokenType === token.Name) this.complain(trouble.nameAtTopLevel(next.image));
    else this.complainUnexpected('a statement such as `/ { … };` or `&label { … };`');
    if (next.tokenType === token.Semicolon || next.tokenType === token.Rubbish) this.skip();
    if (next.tokenType !== token.Semicolon) this.skipStatement();
    return true;
  }

  /** At something that begins no member: tells so and moves on. False where the body ends. */
  private skipToMember(): boolean {
    if (this.RECORDING_PHASE) return false;
    const next = this.LA(1);
    if (next.tokenType === token.RightBrace || next.tokenType === EOF) return false;
    if (this.startsStatement() && this.startsColumnOne(next)) return false;
    if (next.tokenType === token.Semicolon) {
      this.complain(trouble.straySemicolon);
      this.skip();
      return true;
    }
    if (isReference(next.tokenType)) this.complain(trouble.referenceInBody(next.image));
    else this.complainUnexpected('a property, a subnode or `}`');
    this.forgetPrefixes();
    this.skipMember();
    return true;
  }

  private closeBlock(): IToken {
    if (this.RECORDING_PHASE || this.LA(1).tokenType === token.RightBrace)
      return this.CONSUME(token.RightBrace);
    const previous = this.LA(0);
    if (this.truncated && this.LA(1).tokenType === EOF) return previous;
    const open = this.likelyUnclosed() ?? this.body.open;
    const place = this.text?.place(open.startOffset, endOf(open));
    this.complain(trouble.missingBrace(describeToken(this.LA(1)), place), 'after-previous');
    return previous;
  }

  private skipDeepBody(open: IToken): void {
    if (this.RECORDING_PHASE) return;
    this.reportToken(trouble.deepNodes(maximumDepth), open);
    this.skipBody();
  }

  /** Whether a name stands alone on its line, with neither `=` nor `{` nor `;` behind it. */
  private semicolonIsMissing(): boolean {
    if (this.RECORDING_PHASE) return false;
    const { tokenType } = this.LA(1);
    if (tokenType === token.Equals || tokenType === token.LeftBrace || tokenType === token.Semicolon)
      return false;
    return tokenType === token.RightBrace || this.startsLine(this.LA(1));
  }

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

  // ---- Small things -----------------------------------------------------------------------------------------

  private addLabel(label: IToken): void {
    this.labels.push(this.labelSyntax(label));
  }

  private labelSyntax(label: IToken): LabelSyntax {
    return {
      name: this.intern(label.image.slice(0, -1)),
      text: this.text as SourceText,
      start: label.startOffset,
      end: endOf(label),
    };
  }

  private takeLabels(): readonly LabelSyntax[] {
    const taken = this.labels;
    if (taken.length === 0) return noLabels;
    this.labels = [];
    return taken;
  }

  private forgetPrefixes(): void {
    this.takeLabels();
    this.omitIfNoRef = false;
    this.parentheses = 0;
  }

  private range(start: IToken, end: IToken = start): SyntaxRange {
    return { text: this.text as SourceText, start: start.startOffset, end: endOf(end) };
  }

  /** The name that a token stands for: a leading backslash only keeps it from being a keyword. */
  private nameOf({ image }: IToken): string {
    return this.intern(image.charCodeAt(0) === 0x5c ? image.slice(1) : image);
  }

  /**
   * One string object for equal names, so that comparing and hashing them is cheap. It is a copy: a slice would keep the
   * text alive that it was cut from.
   */
  private intern(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    // Asked for as a property, V8 makes it a string of its own, as it does with every property's name.
    this.names.set(name, name in noProperties ? '' : name);
    return name;
  }

  /** The target of a reference without its sign and braces: `label`, `/path` or `label/path`. */
  private targetOf({ image }: IToken): string {
    return this.intern(image.charCodeAt(1) === 0x7b ? image.slice(2, -1) : image.slice(1));
  }
}

const binaryOperators: readonly TokenType[] = [
  token.LogicalOr,
  token.LogicalAnd,
  token.Or,
  token.Xor,
  token.And,
  token.EqualTo,
  token.NotEqualTo,
  token.Less,
  token.Greater,
  token.LessOrEqual,
  token.GreaterOrEqual,
  token.ShiftLeft,
  token.ShiftRight,
  token.Plus,
  token.Minus,
  token.Star,
  token.Slash,
  token.Percent,
];

function precedenceOf({ image }: IToken): number {
  return precedence[image as BinaryOperator];
}

const nothing: readonly never[] = [];
const noProperties: object = Object.create(null);

/** The list without the room that pushing left for more: trees are kept for a whole run. */
function trimmed<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? nothing : list.slice();
}

function openBody(open: IToken): OpenBody {
  return {
    open,
    properties: [],
    nodes: [],
    references: undefined,
    hasSpecialProperty: false,
    hasPropertyLabels: false,
  };
}
