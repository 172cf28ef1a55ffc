import { EOF, type IToken, type ParserMethod } from 'chevrotain';
import { defaultLimits } from '../src/source/limits.ts';
import type { Problem } from '../src/source/problem.ts';
import { BodyParser } from './body-parser.ts';
import { lex } from './lexer.ts';
import { writeOverlayTarget } from './overlay-target.ts';
import type { SourceText } from './source-text.ts';
import type { BodySyntax, LabelSyntax, PropertySyntax, StatementSyntax } from './syntax.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';
import type { ValueElement } from './value-element.ts';
import type { ReadBinary } from './value-parser.ts';

export interface ParserOptions {
  readonly readBinary?: ReadBinary | undefined;
  /** The end of the text is known to be missing, so that nobody asks for it. */
  readonly truncated?: boolean;
  /** How deep nodes may nest, and parentheses in an expression. */
  readonly maxNesting?: number | undefined;
  /** How many bytes the values may come to with the files that they take in. */
  readonly maxValueBytes?: number | undefined;
}

/** What came of one text. */
export interface ParsedText {
  readonly statements: StatementSyntax[];
  readonly problems: Problem[];
  /** The first of them that is a mistake of syntax. */
  readonly mistake: Problem | undefined;
  /** Where in the text each problem is. */
  readonly offsets: ReadonlyMap<Problem, number>;
}

/**
 * The DTS language as dtc 1.8.1 takes it (dtc-parser.y), with the actions embedded: tokens go in, the syntax tree
 * comes out, values already evaluated to bytes.
 *
 * A layer for each part of the language stands on those for the smaller ones: {@link SyntaxParser}, {@link ExpressionParser},
 * {@link ValueParser}, {@link BodyParser}, and here the statements. One instance serves a whole run. The alternatives
 * of a rule are fields, so that they are made once and not at every invocation; what they share travels in fields, too.
 */
export class DtsParser extends BodyParser {
  private statements: StatementSyntax[] = [];

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** The statements of a whole text, and what is wrong with them. */
  parse(text: SourceText, tokens: IToken[], options: ParserOptions): ParsedText {
    this.startText(text, tokens, options.truncated ?? false);
    this.prepare(options);
    this.document();
    text.values = this.writer.take();
    text.release();
    const { statements, problems, mistake, offsets } = this;
    return { statements, problems, mistake, offsets };
  }

  /** The elements of one property's value, found by parsing its text once more. */
  parseElements(property: PropertySyntax): readonly ValueElement[] {
    const { tokens } = lex(property.text.slice(property.start, property.statementEnd), 'name');
    for (const each of tokens) each.startOffset += property.start;
    this.startText(property.text, tokens, false);
    // How deep it is was held against the limit before.
    this.prepare({ maxNesting: Number.POSITIVE_INFINITY });
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
    this.leaveBodies();
    this.labels = [];
    this.omitIfNoRef = false;
    this.maxNesting = options.maxNesting ?? defaultLimits.nesting;
    this.maxValueBytes = options.maxValueBytes ?? defaultLimits.fileBytes;
  }

  readonly document: ParserMethod<[], void> = this.RULE('document', () => {
    do {
      this.MANY(() => this.recovering(this.oneStatement, this.resumeStatement));
    } while (this.skipToStatement());
  });

  private readonly oneStatement = () => this.SUBRULE(this.statement);
  private readonly resumeStatement = () => {
    this.forgetPrefixes();
    this.leaveBodies();
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
  private addReferenceStatement(kind: 'delete' | 'omit-if-no-ref', reference: IToken): void {
    if (this.RECORDING_PHASE) return;
    this.statements.push({ kind, target: this.targetOf(reference), ...this.range(reference) });
  }

  private addExtension(reference: IToken, labels: readonly LabelSyntax[], body: BodySyntax): void {
    const target = this.targetOf(reference);
    const targetStart = this.writer.length;
    writeOverlayTarget(target, this.writer);
    this.statements.push({ kind: 'extend', ...this.range(reference), target, labels, body, targetStart });
  }

  /** At something that begins no statement: tells so and moves on. False at the end. */
  private skipToStatement(): boolean {
    if (this.RECORDING_PHASE || this.LA(1).tokenType === EOF) return false;
    const next = this.LA(1);
    if (next.tokenType === token.RightBrace) this.complain(trouble.strayBrace);
    else if (next.tokenType === token.Semicolon) this.complain(trouble.straySemicolon);
    else if (next.tokenType === token.Name) this.complainOfName(next);
    else this.complainUnexpected('a statement such as `/ { … };` or `&label { … };`');
    if (next.tokenType === token.Semicolon || next.tokenType === token.Rubbish) this.skip();
    if (next.tokenType !== token.Semicolon) this.skipStatement();
    return true;
  }

  /** Told once a text: where one brace is wrong, all that follows stands outside of a node. */
  private complainOfName({ image }: IToken): void {
    const told = trouble.nameAtTopLevel(image);
    if (!this.problems.some(({ code }) => code === told.code)) this.complain(told);
  }
}
