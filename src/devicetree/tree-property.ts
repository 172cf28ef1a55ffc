import { valueElements } from '../../grammar/parse-dts.ts';
import type { LabelSyntax, PropertySyntax, ReferenceSyntax } from '../../grammar/syntax.ts';
import type { ValueElement } from '../../grammar/value-element.ts';
import type { Place } from '../source/place.ts';
import type { Label, Marker, Property, ValuePart, Write } from './tree.ts';
import type { TreeNode } from './tree-node.ts';
import { cellsOf, stringsOf } from './value-bytes.ts';

const none: readonly never[] = [];
const noBytes = new Uint8Array(0);

/** What a value without references says as strings: boards that share the syntax ask for the same. */
const stringsBySyntax = new WeakMap<PropertySyntax, readonly string[]>();

/** A write, kept as the syntax that made it until somebody asks for its place. */
export interface WriteRecord {
  readonly kind: Write['kind'];
  readonly syntax: { readonly text: PropertySyntax['text']; readonly start: number; readonly end: number };
  readonly statement: number;
}

export function toWrite({ kind, syntax, statement }: WriteRecord): Write {
  return { kind, place: syntax.text.place(syntax.start, syntax.end), statement };
}

interface PropertyHistory {
  readonly records: WriteRecord[];
  /** Newest first. */
  labels: readonly LabelSyntax[];
}

/**
 * A property of a merged tree. It refers to the shared syntax; bytes are copied only where references must be filled
 * in, and everything is made when it is first asked for.
 */
export class TreeProperty implements Property {
  readonly name: string;
  readonly node: TreeNode;
  /** The definition in force, or the last one before it was deleted; undefined where only a deletion named it. */
  syntax: PropertySyntax | undefined;
  isDeleted = false;
  /** The node's next one of those that were asked for by name. */
  next: TreeProperty | undefined;
  /** The statement of its first definition. */
  #statement = 0;
  /** What was done to it and its labels; none where it was defined once, as most are. */
  #history: PropertyHistory | undefined;
  #value: Uint8Array | undefined;
  /** Of `syntax`; asked for entry by entry where a list is long. */
  #elements: readonly ValueElement[] | undefined;

  constructor(name: string, node: TreeNode) {
    this.name = name;
    this.node = node;
  }

  get value(): Uint8Array {
    this.#value ??= this.#makeValue();
    return this.#value;
  }

  get place(): Place {
    const { syntax } = this;
    return syntax === undefined ? this.node.place : syntax.text.place(syntax.start, syntax.end);
  }

  get writes(): readonly Write[] {
    return this.#told().records.map(toWrite);
  }

  /** Those of all its definitions since it was last deleted, newest first (dtc's merge_nodes). */
  get labels(): readonly Label[] {
    return this.#told().labels.map(({ name, text, start, end }) => ({ name, place: text.place(start, end) }));
  }

  get markers(): readonly Marker[] {
    const { syntax } = this;
    if (syntax === undefined) return none;
    const { text } = syntax;
    const references = (syntax.references ?? []).map((reference): Marker => {
      const { kind, target, start, end } = reference;
      const shared = {
        offset: this.#filled(reference),
        target,
        node: this.node.tree.resolve(target),
        place: text.place(start, end),
      };
      return kind === 'phandle'
        ? { kind: 'phandle-reference', ...shared }
        : { kind: 'path-reference', ...shared };
    });
    const labels = (syntax.valueLabels ?? []).map((label): Marker => {
      const { name, start, end } = label;
      return { kind: 'label', name, offset: this.#filled(label), place: text.place(start, end) };
    });
    return [...references, ...labels].sort((left, right) => left.offset - right.offset);
  }

  get parts(): readonly ValuePart[] {
    if (this.syntax === undefined || this.value.length === 0) return none;
    const parts: { kind: ValuePart['kind']; offset: number; length: number; bits?: number; part: number }[] =
      [];
    for (const element of this.#elementsOf(this.syntax)) {
      const offset = this.#filled(element);
      const end = { offset: element.offset + element.length, start: element.start + 1 };
      const length = this.#filled(end) - offset;
      const last = parts.at(-1);
      if (last !== undefined && last.part === element.part) last.length += length;
      else {
        const { kind, bits, part } = element;
        parts.push(kind === 'cells' ? { kind, offset, length, bits, part } : { kind, offset, length, part });
      }
    }
    return parts.map(({ part: _, ...rest }) => rest);
  }

  placeOfByte(offset: number): Place {
    const { syntax } = this;
    if (syntax === undefined) return this.place;
    let found: { readonly start: number; readonly end: number } | undefined;
    const hasPaths = syntax.references?.some(({ kind }) => kind === 'path') ?? false;
    for (const element of this.#elementsOf(syntax)) {
      // Only paths lengthen a value; asking each element for them would be quadratic.
      if ((hasPaths ? this.#filled(element) : element.offset) > offset) break;
      found = element;
    }
    return found === undefined ? this.place : syntax.text.place(found.start, found.end);
  }

  #elementsOf(syntax: PropertySyntax): readonly ValueElement[] {
    this.#elements ??= valueElements(syntax);
    return this.#elements;
  }

  asCells(): readonly number[] | undefined {
    return cellsOf(this.value);
  }

  asStrings(): readonly string[] | undefined {
    const { syntax } = this;
    if (syntax === undefined || syntax.references !== undefined) return stringsOf(this.value);
    const known = stringsBySyntax.get(syntax);
    if (known !== undefined) return known;
    const strings = stringsOf(this.value);
    if (strings !== undefined) stringsBySyntax.set(syntax, strings);
    return strings;
  }

  asString(): string | undefined {
    const strings = this.asStrings();
    return strings?.length === 1 ? strings[0] : undefined;
  }

  /** Puts another definition in force. */
  define(syntax: PropertySyntax, statement: number): void {
    if (this.syntax === undefined && this.#history === undefined) {
      this.syntax = syntax;
      this.#statement = statement;
      return;
    }
    const history = this.#ownHistory();
    const kind = this.syntax === undefined || this.isDeleted ? 'defined' : 'extended';
    history.records.push({ kind, syntax, statement });
    history.labels = withLabels(history.labels, syntax.labels);
    this.syntax = syntax;
    this.isDeleted = false;
    this.#value = undefined;
    this.#elements = undefined;
  }

  delete(record: WriteRecord): void {
    const history = this.#ownHistory();
    if (!this.isDeleted) history.records.push(record);
    this.isDeleted = true;
    history.labels = none;
  }

  #ownHistory(): PropertyHistory {
    this.#history ??= this.#told();
    return this.#history;
  }

  /** What is known of it, of a single definition too. */
  #told(): PropertyHistory {
    if (this.#history !== undefined) return this.#history;
    const { syntax } = this;
    if (syntax === undefined) return { records: [], labels: none };
    const record: WriteRecord = { kind: 'defined', syntax, statement: this.#statement };
    return { records: [record], labels: withLabels(none, syntax.labels) };
  }

  /** Where something written at that source offset stands in the value, once the paths before it are filled in. */
  #filled({ offset, start }: { readonly offset: number; readonly start: number }): number {
    let filled = offset;
    for (const reference of this.syntax?.references ?? none) {
      if (reference.kind === 'path' && reference.start < start) filled += this.#path(reference).length;
    }
    return filled;
  }

  #makeValue(): Uint8Array {
    const { syntax } = this;
    if (syntax === undefined) return this.node.generatedValue(this.name) ?? noBytes;
    const written = syntax.text.values.subarray(syntax.valueStart, syntax.valueEnd);
    if (syntax.references === undefined) return written;
    if (syntax.references.some(({ kind }) => kind === 'path'))
      return this.#withPaths(written, syntax.references);
    const filled = new Uint8Array(written);
    for (const reference of syntax.references) filled.set(this.#phandle(reference), reference.offset);
    return filled;
  }

  #withPaths(written: Uint8Array, references: readonly ReferenceSyntax[]): Uint8Array {
    const pieces: Uint8Array[] = [];
    let at = 0;
    for (const reference of references) {
      pieces.push(written.subarray(at, reference.offset));
      at = reference.offset;
      if (reference.kind === 'path') pieces.push(this.#path(reference));
      else {
        pieces.push(this.#phandle(reference));
        at += 4;
      }
    }
    pieces.push(written.subarray(at));
    return concatenate(pieces);
  }

  #path(reference: ReferenceSyntax): Uint8Array {
    const node = this.node.tree.targetOf(reference);
    return node === undefined ? noBytes : new TextEncoder().encode(`${node.path}\0`);
  }

  #phandle(reference: ReferenceSyntax): Uint8Array {
    return cellBytes(this.node.tree.targetOf(reference)?.phandle ?? 0xffff_ffff);
  }

  toString(): string {
    return `${this.name} (${this.value.length} bytes)`;
  }
}

/** Labels with those of another definition, each name once (dtc's add_label). */
function withLabels(labels: readonly LabelSyntax[], added: readonly LabelSyntax[]): readonly LabelSyntax[] {
  if (added.length === 0) return labels;
  const known = new Set(labels.map(({ name }) => name));
  const fresh = added.filter(({ name }) => known.size < known.add(name).size);
  return [...fresh, ...labels];
}

export function cellBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
