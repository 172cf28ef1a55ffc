import type { SourceText } from '../source-text.ts';
import type { BodySyntax, DeleteNodeSyntax, LabelSyntax, NodeSyntax } from '../syntax.ts';
import { DeletedProperty, PlainBody, PropertyLabels, Special } from './plain-body.ts';
import { notPlain } from './plain-cursor.ts';
import { PlainKind } from './plain-kind.ts';
import { memberWidth, PlainMembers, referenceWidth } from './plain-members.ts';
import { PlainValues } from './plain-values.ts';

const noNodes: readonly never[] = [];

/** What stands between braces: properties, subnodes, deletions. */
export abstract class PlainBodies extends PlainValues {
  /** How deep nodes may nest here. */
  protected deepest = 0;
  private members: PlainMembers | undefined = undefined;
  /** The rows of all properties so far; see {@link PlainMembers}. */
  private rows: Int32Array = new Int32Array(memberWidth << 8);
  private memberCount = 0;
  /** The subnodes of the bodies that are open, those of the innermost last, and the numbers of their names. */
  private readonly nodes: (NodeSyntax | DeleteNodeSyntax)[] = [];
  private readonly nodeNames: number[] = [];
  private nodeCount = 0;
  /** In which list a name was met last: what a body has twice is found without comparing each with each. */
  private lists: Int32Array = new Int32Array(1 << 10);
  private list = 0;

  protected startBodies(text: SourceText): void {
    this.members = new PlainMembers(text, this.names);
    this.memberCount = 0;
    this.referenceCount = 0;
    this.nodeCount = 0;
    if (this.names.size > this.lists.length) this.lists = new Int32Array(this.names.size * 2);
  }

  /** Gives the syntax that was made its table, cut to size. */
  protected finishMembers(): void {
    if (this.members === undefined) return;
    this.addRow(0, 0, 0, 0, this.referenceCount);
    const width = this.memberCount * memberWidth;
    const references = this.references.subarray(0, this.referenceCount * referenceWidth);
    const rows = new Int32Array(width + references.length);
    rows.set(this.rows.subarray(0, width));
    rows.set(references, width);
    this.members.rows = rows;
    this.members.references = width;
  }

  /** Keeps the text alive no longer. */
  protected leaveBodies(): void {
    this.members = undefined;
    this.nodes.length = 0;
  }

  protected body(depth: number): BodySyntax {
    if (depth > this.deepest) throw notPlain;
    const open = this.starts[this.at] as number;
    this.take(PlainKind.LeftBrace);
    const { kinds, details } = this;
    const { bits } = this.names;
    const first = this.memberCount;
    const firstNode = this.nodeCount;
    const list = ++this.list;
    let count = 0;
    let nameBits = 0;
    let flags = 0;
    let duplicates: string[] | undefined;

    for (let kind = kinds[this.at]; kind !== PlainKind.RightBrace; kind = kinds[this.at]) {
      let omitIfNoRef = false;
      if (kind === PlainKind.Label || kind === PlainKind.OmitIfNoRef) {
        omitIfNoRef = this.prefixes();
        kind = kinds[this.at];
      }
      if (kind === PlainKind.Name) {
        const token = this.at++;
        const name = details[token] as number;
        if (kinds[this.at] === PlainKind.LeftBrace) {
          this.addNode(this.node(token, omitIfNoRef, depth), name);
          continue;
        }
        if (omitIfNoRef || this.nodeCount > firstNode) throw notPlain;
        flags |= this.property(token);
        nameBits |= bits[name] as number;
        if (this.lists[name] === list) duplicates = withName(duplicates, this.names.name(name));
        this.lists[name] = list;
        count++;
        continue;
      }
      if (kind !== PlainKind.DeleteProperty && kind !== PlainKind.DeleteNode) throw notPlain;
      this.openLabels.length = 0;
      const token = ++this.at;
      const name = details[token] as number;
      this.take(PlainKind.Name);
      this.take(PlainKind.Semicolon);
      if (kind === PlainKind.DeleteNode) {
        this.addNode(this.deletedNode(token), name);
        continue;
      }
      if (this.nodeCount > firstNode) throw notPlain;
      this.addRow(name * 2 + 1, this.starts[token] as number, 0, this.writer.length, this.referenceCount);
      nameBits |= bits[name] as number;
      flags |= DeletedProperty;
      count++;
    }
    const end = this.ends[this.at++] as number;
    const nodeDuplicates = this.nodeCount > firstNode + 1 ? this.duplicateNodes(firstNode) : undefined;
    const isEachOnce = duplicates === undefined && nodeDuplicates === undefined;
    return new PlainBody(
      this.members as PlainMembers,
      open,
      end,
      first,
      count,
      nameBits,
      flags,
      this.takeNodes(firstNode),
      isEachOnce ? undefined : { properties: duplicates, nodes: nodeDuplicates },
    );
  }

  /** Reads the labels before a member. Whether `/omit-if-no-ref/` stands among them. */
  private prefixes(): boolean {
    let omitIfNoRef = false;
    for (let kind = this.peek(); ; kind = this.peek()) {
      if (kind === PlainKind.Label) this.openLabels.push(this.readLabel());
      else if (kind === PlainKind.OmitIfNoRef) {
        omitIfNoRef = true;
        this.at++;
      } else return omitIfNoRef;
    }
  }

  /** Behind its name. */
  private node(token: number, omitIfNoRef: boolean, depth: number): NodeSyntax {
    const labels = this.takeLabels();
    const body = this.body(depth + 1);
    this.take(PlainKind.Semicolon);
    const name = this.nameAt(token);
    // Of an address with a prefix dtc warns.
    if (this.names.isSpecial[this.details[token] as number] === 1 && hasPrefix(name)) throw notPlain;
    return {
      kind: 'node',
      name,
      text: this.sourceText as SourceText,
      start: this.starts[token] as number,
      end: this.ends[token] as number,
      labels,
      omitIfNoRef,
      body,
    };
  }

  private deletedNode(token: number): DeleteNodeSyntax {
    const text = this.sourceText as SourceText;
    const [start, end] = [this.starts[token] as number, this.ends[token] as number];
    return { kind: 'delete-node', name: this.nameAt(token), text, start, end };
  }

  /** Behind its name; returns what is true of the body that has it. */
  private property(token: number): number {
    const index = this.memberCount;
    const labels: readonly LabelSyntax[] | undefined =
      this.openLabels.length === 0 ? undefined : this.takeLabels();
    const { writer } = this;
    const valueStart = writer.length;
    const firstReference = this.referenceCount;
    this.valueLabels = undefined;
    if (this.kinds[this.at] === PlainKind.Equals) {
      do {
        this.at++;
        this.element(valueStart);
      } while (this.kinds[this.at] === PlainKind.Comma);
    }
    this.take(PlainKind.Semicolon);
    const name = this.details[token] as number;
    const end = this.ends[this.at - 1] as number;
    this.addRow(name * 2, this.starts[token] as number, end, valueStart, firstReference);

    const special = this.names.isSpecial[name] === 1 ? Special : 0;
    const valueLabels = this.valueLabels as typeof this.valueLabels;
    if (labels === undefined && valueLabels === undefined) return special;
    this.members?.addLabels(index, labels, valueLabels);
    return special | PropertyLabels;
  }

  private addRow(
    nameAndKind: number,
    start: number,
    statementEnd: number,
    valueStart: number,
    firstReference: number,
  ): void {
    const at = this.memberCount++ * memberWidth;
    if (at === this.rows.length) {
      const grown = new Int32Array(this.rows.length * 2);
      grown.set(this.rows);
      this.rows = grown;
    }
    const { rows } = this;
    // In the order of the columns of PlainMembers.
    rows[at] = nameAndKind;
    rows[at + 1] = start;
    rows[at + 2] = statementEnd;
    rows[at + 3] = valueStart;
    rows[at + 4] = this.writer.length;
    rows[at + 5] = firstReference;
  }

  private addNode(node: NodeSyntax | DeleteNodeSyntax, name: number): void {
    this.nodes[this.nodeCount] = node;
    this.nodeNames[this.nodeCount++] = name;
  }

  private takeNodes(from: number): readonly (NodeSyntax | DeleteNodeSyntax)[] {
    if (this.nodeCount === from) return noNodes;
    const taken = this.nodes.slice(from, this.nodeCount);
    this.nodeCount = from;
    return taken;
  }

  /** Names of several of the subnodes from an index on. */
  private duplicateNodes(from: number): readonly string[] | undefined {
    const list = ++this.list;
    let duplicates: string[] | undefined;
    for (let index = from; index < this.nodeCount; index++) {
      if (this.nodes[index]?.kind !== 'node') continue;
      const name = this.nodeNames[index] as number;
      if (this.lists[name] === list) duplicates = withName(duplicates, this.names.name(name));
      this.lists[name] = list;
    }
    return duplicates;
  }
}

function withName(names: string[] | undefined, name: string): string[] {
  if (names === undefined) return [name];
  if (!names.includes(name)) names.push(name);
  return names;
}

/** Whether the address in a node's name begins with `0x`. */
function hasPrefix(name: string): boolean {
  const address = name.indexOf('@') + 1;
  return address > 0 && name.charCodeAt(address) === 0x30 && (name.charCodeAt(address + 1) | 0x20) === 0x78;
}
