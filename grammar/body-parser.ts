import { EOF, type IToken, type ParserMethod } from 'chevrotain';
import { describeToken } from './expectations.ts';
import { ListedBody } from './listed-body.ts';
import { endOf, isReference, startOf } from './recovering-parser.ts';
import type { SourceText } from './source-text.ts';
import type { BodySyntax, LabelSyntax } from './syntax.ts';
import { trimmed } from './syntax-parser.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';
import { ValueParser } from './value-parser.ts';

/** What stands before a subnode's opening brace. */
interface Heading {
  readonly name: IToken;
  readonly labels: readonly LabelSyntax[];
  readonly omitIfNoRef: boolean;
}

/** What is being collected of the body that the parser is in. */
interface OpenBody {
  readonly open: IToken;
  /** Of a subnode's body; the bodies of statements have none. */
  readonly heading: Heading | undefined;
  readonly properties: BodySyntax['properties'][number][];
  readonly nodes: BodySyntax['nodes'][number][];
  /** How many of the nodes stand before the last property: 0, if all is well. */
  nodesBeforeProperty: number;
}

/** What stands between a node's braces: properties, subnodes and deletions. */
export abstract class BodyParser extends ValueParser {
  /** The bodies around the one that is being read. */
  protected bodies: OpenBody[] = [];
  protected omitIfNoRef = false;
  private body: OpenBody = openBody({ image: '' } as IToken);

  /**
   * `{ … }` with all that is nested in it: subnodes are opened and closed by this one loop, so that no nesting is deep
   * enough to end the stack.
   */
  protected readonly block: ParserMethod<[], BodySyntax> = this.RULE('block', () => {
    const depth = this.bodies.length;
    this.openBlock(this.CONSUME(token.LeftBrace));
    do {
      this.MANY(this.members);
    } while (this.skipToMember() || this.endSubnode(depth + 1));
    return this.closeBlock();
  });

  /** Outside of all bodies, whatever mistake in their midst the parser comes from. */
  protected leaveBodies(): void {
    this.bodies = [];
    this.body = openBody({ image: '' } as IToken);
  }

  private openBlock(open: IToken, heading?: Heading): void {
    this.bodies.push(this.body);
    this.body = openBody(open, heading);
    if (this.bodies.length > this.maxNesting) this.skipDeepBody(open);
  }

  private closeBlock(): BodySyntax {
    const finished = this.finishBody(this.body, this.closingBrace());
    this.body = this.bodies.pop() as OpenBody;
    return finished;
  }

  private readonly members = () => this.recovering(this.oneMember, this.resumeMember);
  private readonly oneMember = () => this.SUBRULE(this.member);
  private readonly resumeMember = () => {
    this.forgetPrefixes();
    this.skipMember();
  };

  private readonly member: ParserMethod<[], void> = this.RULE('member', () => {
    if (this.mayBegin(token.Label) || this.mayBegin(token.OmitIfNoRef)) this.MANY(this.prefix);
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
  protected readonly definition: ParserMethod<[], void> = this.RULE('definition', () => {
    this.CONSUME(token.Name);
    if (this.braceIsMissing()) this.supplyBrace();
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

  /** Opens a subnode; what stands in it, and its end, are for the loop of `block`. */
  private subnode(): void {
    if (this.RECORDING_PHASE) {
      this.SUBRULE(this.block);
      this.semicolon(3);
      return;
    }
    const heading = { name: this.LA(0), labels: this.takeLabels(), omitIfNoRef: this.omitIfNoRef };
    this.omitIfNoRef = false;
    this.openBlock(this.CONSUME(token.LeftBrace), heading);
  }

  /** Closes the subnode that the parser is in. False in the body at that depth, which belongs to no subnode. */
  private endSubnode(outermost: number): boolean {
    const { heading } = this.body;
    if (heading === undefined || this.bodies.length <= outermost) return false;
    const body = this.closeBlock();
    this.semicolon(3);
    this.addNode(heading, body);
    return true;
  }

  private addNode({ name, labels, omitIfNoRef }: Heading, body: BodySyntax): void {
    const nodeName = this.nameOf(name);
    const wrong = trouble.addressWithPrefix(nodeName);
    if (wrong !== undefined) this.reportToken(wrong, name);
    this.body.nodes.push({
      kind: 'node',
      name: nodeName,
      text: this.text as SourceText,
      start: startOf(name),
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
    const { start, references, labels: valueLabels } = this.value;
    this.body.properties.push({
      kind: 'property',
      name,
      text: this.text as SourceText,
      start: startOf(nameToken),
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
    const { body } = this;
    // Of those that stand together, the first is told.
    if (body.nodes.length !== body.nodesBeforeProperty) this.reportOrder(name);
    body.nodesBeforeProperty = body.nodes.length;
    if (this.omitIfNoRef) this.reportToken(trouble.omitProperty, name);
    this.omitIfNoRef = false;
  }

  private reportOrder(name: IToken): void {
    const [first] = this.body.nodes;
    const place = first?.text.place(first.start, first.end);
    this.reportToken(trouble.propertyAfterSubnode(this.nameOf(name), first?.name ?? '', place), name);
  }

  private finishBody({ open, properties, nodes }: OpenBody, close: IToken): BodySyntax {
    return new ListedBody(this.range(open, close), trimmed(properties), trimmed(nodes));
  }

  /** Drops what was read before the mistake and belongs to what it made unreadable. */
  protected forgetPrefixes(): void {
    this.takeLabels();
    this.omitIfNoRef = false;
  }

  // ---- Where mistakes are met -------------------------------------------------------------------------------

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

  private closingBrace(): IToken {
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
    this.reportToken(trouble.deepNodes(this.maxNesting), open);
    this.skipBody();
  }

  /** Whether the semicolon that is missing is rather a brace: only nodes have an address, a label, lines further in. */
  private braceIsMissing(): boolean {
    if (!this.semicolonIsMissing()) return false;
    return this.LA(0).image.includes('@') || this.labels.length > 0 || this.isIndented(this.LA(1));
  }

  private supplyBrace(): void {
    this.complain(
      trouble.missingOpeningBrace(describeToken(this.LA(0)), describeToken(this.LA(1))),
      'after-previous',
    );
    this.supplyLeftBrace();
  }

  /** Whether a name stands alone on its line, with neither `=` nor `{` nor `;` behind it. */
  private semicolonIsMissing(): boolean {
    if (this.RECORDING_PHASE) return false;
    const { tokenType } = this.LA(1);
    if (tokenType === token.Equals || tokenType === token.LeftBrace || tokenType === token.Semicolon)
      return false;
    return tokenType === token.RightBrace || this.startsLine(this.LA(1));
  }
}

function openBody(open: IToken, heading?: Heading): OpenBody {
  return {
    open,
    heading,
    properties: [],
    nodes: [],
    nodesBeforeProperty: 0,
  };
}
