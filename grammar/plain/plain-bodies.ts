import { duplicateNames } from '../duplicate-names.ts';
import { nameBits } from '../name-bits.ts';
import type { SourceText } from '../source-text.ts';
import type {
  BodySyntax,
  DeleteNodeSyntax,
  DeletePropertySyntax,
  NodeSyntax,
  PropertySyntax,
  ReferenceSyntax,
} from '../syntax.ts';
import { notPlain } from './plain-cursor.ts';
import { PlainKind } from './plain-kind.ts';
import { PlainValues } from './plain-values.ts';

const nothing: readonly never[] = [];

/** What stands between braces: properties, subnodes, deletions. */
export abstract class PlainBodies extends PlainValues {
  /** How deep nodes may nest here. */
  protected deepest = 0;

  protected body(depth: number): BodySyntax {
    if (depth > this.deepest) throw notPlain;
    const text = this.sourceText as SourceText;
    const open = this.starts[this.at] as number;
    this.take(PlainKind.LeftBrace);
    const properties: (PropertySyntax | DeletePropertySyntax)[] = [];
    const nodes: (NodeSyntax | DeleteNodeSyntax)[] = [];
    let references: ReferenceSyntax[] | undefined;
    let hasSpecialProperty = false;
    let hasPropertyLabels = false;

    while (this.peek() !== PlainKind.RightBrace) {
      const omitIfNoRef = this.prefixes();
      const kind = this.peek();
      this.at++;
      if (kind === PlainKind.DeleteProperty || kind === PlainKind.DeleteNode) {
        this.openLabels = [];
        this.take(PlainKind.Name);
        const name = this.at - 1;
        this.take(PlainKind.Semicolon);
        const [start, end] = [this.starts[name] as number, this.ends[name] as number];
        if (kind === PlainKind.DeleteNode) {
          nodes.push({ kind: 'delete-node', name: this.nameAt(name), text, start, end });
        } else {
          if (nodes.length > 0) throw notPlain;
          properties.push({ kind: 'delete-property', name: this.nameAt(name), text, start, end });
        }
        continue;
      }
      if (kind !== PlainKind.Name) throw notPlain;
      if (this.peek() === PlainKind.LeftBrace) {
        nodes.push(this.node(text, omitIfNoRef, depth));
        continue;
      }
      if (omitIfNoRef || nodes.length > 0) throw notPlain;
      const property = this.property(text);
      properties.push(property);
      const { name } = property;
      if (this.valueReferences !== undefined) {
        references ??= [];
        for (const reference of this.valueReferences) references.push(reference);
      }
      if (name === 'phandle' || name === 'linux,phandle' || name === 'name' || name.includes('@'))
        hasSpecialProperty = true;
      if (property.labels.length > 0 || property.valueLabels !== undefined) hasPropertyLabels = true;
    }
    const end = this.ends[this.at++] as number;
    return {
      text,
      start: open,
      end,
      properties: trimmed(properties),
      nameBits: nameBits(properties),
      marks: -1,
      nodes: trimmed(nodes),
      references: references && trimmed(references),
      hasSpecialProperty,
      hasPropertyLabels,
      duplicateProperties: duplicateNames(properties),
      duplicateNodes: duplicateNames(nodes),
    };
  }

  /** Reads the labels before a member. Whether `/omit-if-no-ref/` stands among them. */
  protected prefixes(): boolean {
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
  protected node(text: SourceText, omitIfNoRef: boolean, depth: number): NodeSyntax {
    const token = this.at - 1;
    const labels = this.takeLabels();
    const body = this.body(depth + 1);
    this.take(PlainKind.Semicolon);
    const name = this.nameAt(token);
    const address = name.indexOf('@') + 1;
    // Of an address with a prefix dtc warns.
    const hasPrefix =
      address > 0 && name.charCodeAt(address) === 0x30 && (name.charCodeAt(address + 1) | 0x20) === 0x78;
    if (hasPrefix) throw notPlain;
    return {
      kind: 'node',
      name,
      text,
      start: this.starts[token] as number,
      end: this.ends[token] as number,
      labels,
      omitIfNoRef,
      body,
    };
  }

  /** Behind its name. */
  protected property(text: SourceText): PropertySyntax {
    const token = this.at - 1;
    const labels = this.takeLabels();
    const valueStart = this.writer.length;
    this.valueReferences = undefined;
    this.valueLabels = undefined;
    if (this.peek() === PlainKind.Equals) {
      do {
        this.at++;
        this.element(valueStart);
      } while (this.peek() === PlainKind.Comma);
    }
    this.take(PlainKind.Semicolon);
    const references = this.valueReferences as ReferenceSyntax[] | undefined;
    return {
      kind: 'property',
      name: this.nameAt(token),
      text,
      start: this.starts[token] as number,
      end: this.ends[token] as number,
      statementEnd: this.ends[this.at - 1] as number,
      valueStart,
      valueEnd: this.writer.length,
      references: references && trimmed(references),
      labels,
      valueLabels: this.valueLabels,
    };
  }
}

/** The list without the room that pushing left for more: trees are kept for a whole run. */
function trimmed<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? nothing : list.slice();
}
