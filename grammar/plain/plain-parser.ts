import { duplicateNames } from '../duplicate-names.ts';
import { dependsOnEncoding, hasEmptyHexEscape, parseInteger, writeEscaped } from '../literals.ts';
import { nameBits } from '../name-bits.ts';
import type { SourceText } from '../source-text.ts';
import type {
  BodySyntax,
  DeleteNodeSyntax,
  DeletePropertySyntax,
  LabelSyntax,
  NodeSyntax,
  PropertySyntax,
  ReferenceSyntax,
  StatementSyntax,
} from '../syntax.ts';
import { overflows, type Unsigned64 } from '../unsigned64.ts';
import { ValueWriter } from '../value-writer.ts';
import { NameTable } from './name-table.ts';
import { plainExpression } from './plain-expression.ts';
import { PlainKind } from './plain-kind.ts';
import type { PlainTokens } from './plain-tokens.ts';

/** Deeper nodes are left to the grammar, which needs no stack for them. */
const deepest = 100;

/** Thrown where the text is not plain: nobody outside of this file sees it. */
class NotPlain extends Error {}
const notPlain = new NotPlain('not plain');

const noLabels: readonly LabelSyntax[] = [];
const nothing: readonly never[] = [];

let shared: PlainParser | undefined;

/**
 * The statements of a text in which nothing is wrong or rare, as the grammar would give them, at two thirds of its cost and without an
 * object for each token: a corpus is read this way almost whole. Undefined where the grammar has to be asked; it alone knows what to say about mistakes.
 *
 * The tests hold both against each other.
 */
export function parsePlain(
  text: SourceText,
  tokens: PlainTokens,
  maxNesting: number,
): StatementSyntax[] | undefined {
  shared ??= new PlainParser();
  return shared.parse(text, tokens, maxNesting);
}

class PlainParser {
  readonly #names = new NameTable();
  readonly #writer = new ValueWriter();
  #text: SourceText | undefined;
  #source = '';
  #kinds: Uint8Array = new Uint8Array(0);
  #starts: Int32Array = new Int32Array(0);
  #ends: Int32Array = new Int32Array(0);
  #count = 0;
  #at = 0;
  #deepest = deepest;
  #labels: LabelSyntax[] = [];
  #references: ReferenceSyntax[] | undefined;
  #valueLabels: (LabelSyntax & { readonly offset: number })[] | undefined;

  parse(text: SourceText, tokens: PlainTokens, maxNesting: number): StatementSyntax[] | undefined {
    this.#text = text;
    this.#source = text.text;
    this.#kinds = tokens.kinds;
    this.#starts = tokens.starts;
    this.#ends = tokens.ends;
    this.#count = tokens.count;
    this.#at = 0;
    this.#deepest = Math.min(deepest, maxNesting);
    this.#labels = [];
    this.#writer.length = 0;
    const statements: StatementSyntax[] = [];
    try {
      while (this.#at < this.#count) statements.push(this.#statement());
    } catch (error) {
      if (error !== notPlain) throw error;
      return undefined;
    } finally {
      this.#text = undefined;
      this.#source = '';
    }
    text.values = this.#writer.take();
    text.release();
    return statements;
  }

  // ---- Statements ---------------------------------------------------------------------------------------------

  #statement(): StatementSyntax {
    const text = this.#text as SourceText;
    const first = this.#at;
    const start = this.#starts[first] as number;
    const end = this.#ends[first] as number;
    switch (this.#kinds[first]) {
      case PlainKind.Version:
      case PlainKind.Plugin:
        this.#at++;
        this.#take(PlainKind.Semicolon);
        return { kind: this.#kinds[first] === PlainKind.Version ? 'version' : 'plugin', text, start, end };
      case PlainKind.DeleteNode:
      case PlainKind.OmitIfNoRef: {
        this.#at++;
        const reference = this.#takeReference();
        this.#take(PlainKind.Semicolon);
        return {
          kind: this.#kinds[first] === PlainKind.DeleteNode ? 'delete' : 'omit-if-no-ref',
          target: this.#targetOf(reference),
          text,
          start: this.#starts[reference] as number,
          end: this.#ends[reference] as number,
        };
      }
    }
    while (this.#peek() === PlainKind.Label) this.#labels.push(this.#label());
    switch (this.#peek()) {
      case PlainKind.Memreserve:
        return this.#memreserve(text);
      case PlainKind.Slash: {
        if (this.#labels.length > 0) throw notPlain;
        this.#at++;
        const body = this.#body(1);
        this.#take(PlainKind.Semicolon);
        return { kind: 'root', text, start, end, body };
      }
      default:
        return this.#extension(text);
    }
  }

  #memreserve(text: SourceText): StatementSyntax {
    const start = this.#starts[this.#at++] as number;
    const labels = this.#takeLabels();
    const address = BigInt(this.#integer());
    const size = BigInt(this.#integer());
    const end = this.#ends[this.#at - 1] as number;
    this.#take(PlainKind.Semicolon);
    return { kind: 'memreserve', text, start, end, address, size, labels };
  }

  #extension(text: SourceText): StatementSyntax {
    const reference = this.#takeReference();
    const labels = this.#takeLabels();
    if (labels.length > 1) throw notPlain;
    const body = this.#body(1);
    this.#take(PlainKind.Semicolon);
    const start = this.#starts[reference] as number;
    const end = this.#ends[reference] as number;
    const target = this.#targetOf(reference);
    const overlayTarget = this.#overlayTarget(text, start, end, target);
    return { kind: 'extend', text, start, end, target, labels, body, overlayTarget };
  }

  #overlayTarget(text: SourceText, start: number, end: number, target: string): PropertySyntax {
    const isPath = target.includes('/');
    const valueStart = this.#writer.length;
    if (isPath) this.#writer.append(new TextEncoder().encode(`${target}\0`));
    else this.#writer.cell(0xffff_ffff);
    return {
      kind: 'property',
      name: isPath ? 'target-path' : 'target',
      text,
      start,
      end,
      statementEnd: end,
      valueStart,
      valueEnd: this.#writer.length,
      references: isPath ? undefined : [{ kind: 'phandle', offset: 0, target, start, end }],
      labels: noLabels,
      valueLabels: undefined,
    };
  }

  // ---- Bodies -------------------------------------------------------------------------------------------------

  #body(depth: number): BodySyntax {
    if (depth > this.#deepest) throw notPlain;
    const text = this.#text as SourceText;
    const open = this.#starts[this.#at] as number;
    this.#take(PlainKind.LeftBrace);
    const properties: (PropertySyntax | DeletePropertySyntax)[] = [];
    const nodes: (NodeSyntax | DeleteNodeSyntax)[] = [];
    let references: ReferenceSyntax[] | undefined;
    let hasSpecialProperty = false;
    let hasPropertyLabels = false;

    while (this.#peek() !== PlainKind.RightBrace) {
      const omitIfNoRef = this.#prefixes();
      const kind = this.#peek();
      this.#at++;
      if (kind === PlainKind.DeleteProperty || kind === PlainKind.DeleteNode) {
        this.#labels = [];
        this.#take(PlainKind.Name);
        const name = this.#at - 1;
        this.#take(PlainKind.Semicolon);
        const [start, end] = [this.#starts[name] as number, this.#ends[name] as number];
        if (kind === PlainKind.DeleteNode) {
          nodes.push({ kind: 'delete-node', name: this.#nameAt(name), text, start, end });
        } else {
          if (nodes.length > 0) throw notPlain;
          properties.push({ kind: 'delete-property', name: this.#nameAt(name), text, start, end });
        }
        continue;
      }
      if (kind !== PlainKind.Name) throw notPlain;
      if (this.#peek() === PlainKind.LeftBrace) {
        nodes.push(this.#node(text, omitIfNoRef, depth));
        continue;
      }
      if (omitIfNoRef || nodes.length > 0) throw notPlain;
      const property = this.#property(text);
      properties.push(property);
      const { name } = property;
      if (this.#references !== undefined) {
        references ??= [];
        for (const reference of this.#references) references.push(reference);
      }
      if (name === 'phandle' || name === 'linux,phandle' || name === 'name' || name.includes('@'))
        hasSpecialProperty = true;
      if (property.labels.length > 0 || property.valueLabels !== undefined) hasPropertyLabels = true;
    }
    const end = this.#ends[this.#at++] as number;
    return {
      text,
      start: open,
      end,
      properties: trimmed(properties),
      nameBits: nameBits(properties),
      nodes: trimmed(nodes),
      references: references && trimmed(references),
      hasSpecialProperty,
      hasPropertyLabels,
      duplicateProperties: duplicateNames(properties),
      duplicateNodes: duplicateNames(nodes),
    };
  }

  /** Reads the labels before a member. Whether `/omit-if-no-ref/` stands among them. */
  #prefixes(): boolean {
    let omitIfNoRef = false;
    for (let kind = this.#peek(); ; kind = this.#peek()) {
      if (kind === PlainKind.Label) this.#labels.push(this.#label());
      else if (kind === PlainKind.OmitIfNoRef) {
        omitIfNoRef = true;
        this.#at++;
      } else return omitIfNoRef;
    }
  }

  /** Behind its name. */
  #node(text: SourceText, omitIfNoRef: boolean, depth: number): NodeSyntax {
    const token = this.#at - 1;
    const labels = this.#takeLabels();
    const body = this.#body(depth + 1);
    this.#take(PlainKind.Semicolon);
    const name = this.#nameAt(token);
    const address = name.indexOf('@') + 1;
    // Of an address with a prefix dtc warns.
    const hasPrefix =
      address > 0 && name.charCodeAt(address) === 0x30 && (name.charCodeAt(address + 1) | 0x20) === 0x78;
    if (hasPrefix) throw notPlain;
    return {
      kind: 'node',
      name,
      text,
      start: this.#starts[token] as number,
      end: this.#ends[token] as number,
      labels,
      omitIfNoRef,
      body,
    };
  }

  /** Behind its name. */
  #property(text: SourceText): PropertySyntax {
    const token = this.#at - 1;
    const labels = this.#takeLabels();
    const valueStart = this.#writer.length;
    this.#references = undefined;
    this.#valueLabels = undefined;
    if (this.#peek() === PlainKind.Equals) {
      do {
        this.#at++;
        this.#element(valueStart);
      } while (this.#peek() === PlainKind.Comma);
    }
    this.#take(PlainKind.Semicolon);
    const references = this.#references as ReferenceSyntax[] | undefined;
    return {
      kind: 'property',
      name: this.#nameAt(token),
      text,
      start: this.#starts[token] as number,
      end: this.#ends[token] as number,
      statementEnd: this.#ends[this.#at - 1] as number,
      valueStart,
      valueEnd: this.#writer.length,
      references: references && trimmed(references),
      labels,
      valueLabels: this.#valueLabels,
    };
  }

  // ---- Values -------------------------------------------------------------------------------------------------

  #element(valueStart: number): void {
    while (this.#peek() === PlainKind.Label) this.#labelInValue(valueStart);
    switch (this.#peek()) {
      case PlainKind.String:
        this.#string();
        break;
      case PlainKind.Less:
        this.#cells(valueStart, 32);
        break;
      case PlainKind.Bits: {
        this.#at++;
        const bits = this.#peek() === PlainKind.Literal ? this.#integer() : 0;
        if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw notPlain;
        this.#cells(valueStart, bits);
        break;
      }
      case PlainKind.LeftBracket:
        this.#bytes(valueStart);
        break;
      default:
        this.#addReference('path', this.#takeReference(), valueStart);
    }
    while (this.#peek() === PlainKind.Label) this.#labelInValue(valueStart);
  }

  #string(): void {
    const start = this.#starts[this.#at] as number;
    const end = this.#ends[this.#at++] as number;
    const writer = this.#writer;
    const bytes = writer.reserve((end - start) * 3 + 1);
    const source = this.#source;
    let offset = writer.length;
    for (let at = start + 1; at < end - 1; at++) {
      const code = source.charCodeAt(at);
      if (code >= 0x80 || code === 0x5c) {
        offset = this.#escapedString(start, end, bytes);
        break;
      }
      bytes[offset++] = code;
    }
    writer.length = offset;
    writer.byte(0);
  }

  #escapedString(start: number, end: number, bytes: Uint8Array): number {
    const image = this.#source.slice(start, end);
    if (hasEmptyHexEscape(image)) throw notPlain;
    const encoding = dependsOnEncoding(image) ? this.#text?.place(start, start + 1).file.encoding : undefined;
    return writeEscaped(image, bytes, this.#writer.length, encoding);
  }

  #cells(valueStart: number, bits: number): void {
    this.#take(PlainKind.Less);
    for (;;) {
      const kind = this.#peek();
      switch (kind) {
        case PlainKind.Literal:
        case PlainKind.LeftParen: {
          const value = this.#integer();
          if (overflows(value, bits)) throw notPlain;
          this.#writer.element(value, bits);
          break;
        }
        case PlainKind.LabelReference:
        case PlainKind.PathReference:
          if (bits !== 32) throw notPlain;
          this.#addReference('phandle', this.#at++, valueStart);
          break;
        case PlainKind.Label:
          this.#labelInValue(valueStart);
          break;
        default:
          this.#take(PlainKind.Greater);
          return;
      }
    }
  }

  #bytes(valueStart: number): void {
    this.#at++;
    for (let kind = this.#peek(); kind !== PlainKind.RightBracket; kind = this.#peek()) {
      if (kind === PlainKind.Label) this.#labelInValue(valueStart);
      else {
        this.#take(PlainKind.Byte);
        const start = this.#starts[this.#at - 1] as number;
        this.#writer.byte(Number.parseInt(this.#source.slice(start, start + 2), 16));
      }
    }
    this.#at++;
  }

  #integer(): Unsigned64 {
    const value = this.#peek() === PlainKind.LeftParen ? plainExpression(this) : this.number();
    if (value === undefined) throw notPlain;
    return value;
  }

  #addReference(kind: 'phandle' | 'path', token: number, valueStart: number): void {
    const offset = this.#writer.length - valueStart;
    if (kind === 'phandle') this.#writer.cell(0xffff_ffff);
    this.#references ??= [];
    this.#references.push({
      kind,
      offset,
      target: this.#targetOf(token),
      start: this.#starts[token] as number,
      end: this.#ends[token] as number,
    });
  }

  #labelInValue(valueStart: number): void {
    this.#valueLabels ??= [];
    this.#valueLabels.push({ ...this.#label(), offset: this.#writer.length - valueStart });
  }

  // ---- Tokens -------------------------------------------------------------------------------------------------

  /** The kind of the next token. */
  peek(): number {
    return this.#peek();
  }

  skip(): void {
    this.#at++;
  }

  /** The number that the next token is; undefined where it is none, or too large. */
  number(): Unsigned64 | undefined {
    if (this.#peek() !== PlainKind.Literal) return undefined;
    const start = this.#starts[this.#at] as number;
    const end = this.#ends[this.#at++] as number;
    const small = smallNumber(this.#source, start, end);
    if (small >= 0) return small;
    const value = parseInteger(this.#source.slice(start, end));
    return typeof value === 'string' ? undefined : value;
  }

  #peek(): number {
    return this.#at < this.#count ? (this.#kinds[this.#at] as number) : PlainKind.End;
  }

  #take(kind: number): void {
    if (this.#peek() !== kind) throw notPlain;
    this.#at++;
  }

  #takeReference(): number {
    const kind = this.#peek();
    if (kind !== PlainKind.LabelReference && kind !== PlainKind.PathReference) throw notPlain;
    return this.#at++;
  }

  #label(): LabelSyntax {
    const start = this.#starts[this.#at] as number;
    const end = this.#ends[this.#at++] as number;
    return { name: this.#names.at(this.#source, start, end - 1), text: this.#text as SourceText, start, end };
  }

  #takeLabels(): readonly LabelSyntax[] {
    const taken = this.#labels;
    if (taken.length === 0) return noLabels;
    this.#labels = [];
    return taken;
  }

  #nameAt(token: number): string {
    return this.#names.at(this.#source, this.#starts[token] as number, this.#ends[token] as number);
  }

  #targetOf(token: number): string {
    const isPath = this.#kinds[token] === PlainKind.PathReference;
    const start = (this.#starts[token] as number) + (isPath ? 2 : 1);
    return this.#names.at(this.#source, start, (this.#ends[token] as number) - (isPath ? 1 : 0));
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

/** The list without the room that pushing left for more: trees are kept for a whole run. */
function trimmed<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? nothing : list.slice();
}
