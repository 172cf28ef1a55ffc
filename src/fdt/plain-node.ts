import { marksOfProperties } from '../devicetree/node-marks.ts';
import type { Label, Marker, Node, Property, ValuePart, Write } from '../devicetree/tree.ts';
import { cellsOf, stringsOf } from '../devicetree/value-bytes.ts';
import type { Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import { eachItem, itemMap, itemNamed, type NamedItems, withItem } from './named-items.ts';

const none: readonly never[] = [];

/** A node of a {@link PlainTree}; its reader fills it. A large blob has a million, so that all is left out that is not asked for. */
export class PlainNode implements Node {
  readonly name: string;
  readonly parent: PlainNode | undefined;
  readonly file: SourceFile;
  /** Where it begins in its blob. */
  readonly start: number;
  phandle: number | undefined = undefined;
  #labels: Label[] | undefined;
  #origins: Node[] | undefined;
  #path: string | undefined;
  #properties: NamedItems<PlainProperty> = none;
  #children: NamedItems<PlainNode> = none;
  #firstOfName: Map<string, PlainNode> | undefined;

  constructor(name: string, parent: PlainNode | undefined, file: SourceFile, start: number) {
    this.name = name;
    this.parent = parent;
    this.file = file;
    this.start = start;
  }

  /** Worked out when asked for, from the nearest node above whose path is known; without recursion, which deep nesting would not bear. */
  get path(): string {
    if (this.#path !== undefined) return this.#path;
    const unknown: PlainNode[] = [];
    let above: PlainNode | undefined = this;
    for (; above !== undefined && above.#path === undefined; above = above.parent) unknown.push(above);
    let path = above?.parent === undefined ? '' : (above.#path ?? '');
    for (const node of unknown.reverse()) {
      if (node.parent !== undefined) path += `/${node.name}`;
      node.#path = path === '' ? '/' : path;
    }
    return this.#path ?? '/';
  }

  get properties(): Map<string, PlainProperty> {
    const map = itemMap(this.#properties);
    this.#properties = map;
    return map;
  }

  get children(): Map<string, PlainNode> {
    const map = itemMap(this.#children);
    this.#children = map;
    return map;
  }

  /** The same as of {@link properties}, for walks over whole trees. */
  eachProperty(): Iterable<PlainProperty> {
    return eachItem(this.#properties);
  }

  /** The same as of {@link children}, for walks over whole trees. */
  eachChild(): Iterable<PlainNode> {
    return eachItem(this.#children);
  }

  /** Puts a property behind the others; none of its name may be there. */
  addProperty(property: PlainProperty): void {
    this.#properties = withItem(this.#properties, property);
  }

  /** Puts a child behind the others; none of its name may be there. */
  addChild(child: PlainNode): void {
    this.#children = withItem(this.#children, child);
  }

  get labels(): readonly Label[] {
    return this.#labels ?? none;
  }

  addLabel(label: Label): void {
    this.#labels ??= [];
    this.#labels.push(label);
  }

  /** The nodes that it was made of, where those know more of their places. */
  get origins(): readonly Node[] {
    return this.#origins ?? none;
  }

  addOrigins(origins: readonly Node[]): void {
    if (origins.length > 0) this.#origins = [...this.origins, ...origins];
  }

  get deleted(): Node['deleted'] {
    return none;
  }

  get baseName(): string {
    const at = this.name.indexOf('@');
    return at === -1 ? this.name : this.name.slice(0, at);
  }

  get unitAddress(): string | undefined {
    const at = this.name.indexOf('@');
    return at === -1 ? undefined : this.name.slice(at + 1);
  }

  get wasLabelled(): boolean {
    return this.labels.length > 0;
  }

  get place(): Place {
    return this.origins[0]?.place ?? { file: this.file, start: this.start, end: this.start + 4 };
  }

  get writes(): readonly Write[] {
    const [first, ...others] = this.origins;
    if (first === undefined) return [{ kind: 'defined', place: this.place, statement: 0 }];
    return laterWrites(first.writes, others);
  }

  get marks(): number {
    return marksOfProperties(this.eachProperty());
  }

  property(name: string): PlainProperty | undefined {
    return itemNamed(this.#properties, name);
  }

  child(name: string): PlainNode | undefined {
    return itemNamed(this.#children, name);
  }

  /** As libfdt finds it (fdt_subnode_offset): without a unit address the first child that has this name, with whatever address. */
  childNamed(name: string): PlainNode | undefined {
    if (name.includes('@')) return this.child(name);
    this.#firstOfName ??= firstByBaseName(this.eachChild());
    return this.#firstOfName.get(name);
  }

  /** Takes a new child; for {@link childNamed} it stands before the others, where libfdt puts it. */
  adopt(child: PlainNode): void {
    this.addChild(child);
    this.#firstOfName?.set(child.baseName, child);
  }

  /** Whether it is `/__fixups__` or `/__local_fixups__`, or stands below: properties of any name hold offsets there. */
  get isFixups(): boolean {
    let top: PlainNode = this;
    while (top.parent?.parent !== undefined) top = top.parent;
    return top.parent !== undefined && isFixupsName(top.name);
  }
}

function firstByBaseName(nodes: Iterable<PlainNode>): Map<string, PlainNode> {
  const first = new Map<string, PlainNode>();
  for (const node of nodes) if (!first.has(node.baseName)) first.set(node.baseName, node);
  return first;
}

function isFixupsName(name: string): boolean {
  return name === '__fixups__' || name === '__local_fixups__';
}

/** A property of a {@link PlainTree}. */
export class PlainProperty implements Property {
  readonly name: string;
  readonly node: PlainNode;
  /** Where it begins in its blob, and where its value does. */
  readonly start: number;
  readonly valueStart: number;
  /** The value; or the blob that it stands in, since a view of each value would take more than all the rest. */
  #bytes: Uint8Array;
  /** Of the value in its blob; undefined where `#bytes` are the value. */
  #lengthInBlob: number | undefined;
  #ownsValue = false;
  #origins: Property[] | undefined;

  constructor(
    name: string,
    node: PlainNode,
    value: Uint8Array,
    at: { readonly start: number; readonly valueStart: number },
  ) {
    this.name = name;
    this.node = node;
    this.start = at.start;
    this.valueStart = at.valueStart;
    this.#bytes = value;
    this.#lengthInBlob = undefined;
  }

  /** One whose value stands in a blob at `valueStart`. */
  static inBlob(
    name: string,
    node: PlainNode,
    blob: Uint8Array,
    at: { readonly start: number; readonly valueStart: number; readonly length: number },
  ): PlainProperty {
    const property = new PlainProperty(name, node, blob, at);
    property.#lengthInBlob = at.length;
    return property;
  }

  get value(): Uint8Array {
    const bytes = this.#bytes;
    if (this.#lengthInBlob === undefined) return bytes;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + this.valueStart, this.#lengthInBlob);
  }

  get #length(): number {
    return this.#lengthInBlob ?? this.#bytes.length;
  }

  get markers(): readonly Marker[] {
    return none;
  }

  get parts(): readonly ValuePart[] {
    return none;
  }

  get labels(): readonly Label[] {
    return none;
  }

  /** The properties that it was made of, the last one in force, where those know more of their places. */
  get origins(): readonly Property[] {
    return this.#origins ?? none;
  }

  addOrigins(origins: readonly Property[]): void {
    if (origins.length > 0) this.#origins = [...this.origins, ...origins];
  }

  /** Puts another cell into the value, in a copy: the bytes may be those of a source or a blob. */
  setCell(offset: number, cell: number): void {
    if (!this.#ownsValue) {
      this.#bytes = this.value.slice();
      this.#lengthInBlob = undefined;
      this.#ownsValue = true;
    }
    new DataView(this.#bytes.buffer, this.#bytes.byteOffset).setUint32(offset, cell);
  }

  get place(): Place {
    const origin = this.origins.at(-1);
    if (origin !== undefined) return origin.place;
    return { file: this.node.file, start: this.start, end: this.valueStart + this.#length };
  }

  get writes(): readonly Write[] {
    const [first, ...others] = this.origins;
    if (first === undefined) return [{ kind: 'defined', place: this.place, statement: 0 }];
    return laterWrites(first.writes, others);
  }

  placeOfByte(offset: number): Place {
    const origin = this.origins.at(-1);
    if (origin !== undefined) return origin.placeOfByte(offset);
    const start = this.valueStart + Math.min(offset, this.#length);
    return {
      file: this.node.file,
      start,
      end: Math.min(start + 4, this.valueStart + this.#length),
    };
  }

  /** The value where it is a single cell. */
  get cell(): number | undefined {
    if (this.#length !== 4) return undefined;
    const at = this.#lengthInBlob === undefined ? 0 : this.valueStart;
    let cell = 0;
    for (let byte = 0; byte < 4; byte++) cell = (cell << 8) | (this.#bytes[at + byte] ?? 0);
    return cell >>> 0;
  }

  asCells(): readonly number[] | undefined {
    return cellsOf(this.value);
  }

  asStrings(): readonly string[] | undefined {
    return stringsOf(this.value);
  }

  asString(): string | undefined {
    const strings = this.asStrings();
    return strings?.length === 1 ? strings[0] : undefined;
  }
}

/** The writes of all overlays behind those of the base, their statements counted on. */
function laterWrites(
  first: readonly Write[],
  others: readonly { readonly writes: readonly Write[] }[],
): readonly Write[] {
  const writes = [...first];
  for (const { writes: later } of others) {
    const base = Math.max(0, ...writes.map(({ statement }) => statement)) + 1;
    for (const write of later) {
      writes.push({
        ...write,
        kind: write.kind === 'defined' ? 'extended' : write.kind,
        statement: write.statement + base,
      });
    }
  }
  return writes;
}
