import type { Label, Marker, Node, Property, ValuePart, Write } from '../devicetree/tree.ts';
import { cellsOf, stringsOf } from '../devicetree/value-bytes.ts';
import type { Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';

const none: readonly never[] = [];

/** A node of a {@link PlainTree}; its reader fills it. */
export class PlainNode implements Node {
  readonly name: string;
  readonly parent: PlainNode | undefined;
  readonly path: string;
  readonly file: SourceFile;
  /** Where it begins in its blob. */
  readonly start: number;
  readonly properties: Map<string, PlainProperty> = new Map();
  readonly children: Map<string, PlainNode> = new Map();
  readonly labels: Label[] = [];
  readonly deleted: Node['deleted'] = none;
  phandle: number | undefined;
  /** The nodes that it was made of, where those know more of their places. */
  readonly origins: Node[] = [];
  readonly #isFixups: boolean;
  #firstOfName: Map<string, PlainNode> | undefined;

  constructor(name: string, parent: PlainNode | undefined, file: SourceFile, start: number) {
    this.name = name;
    this.parent = parent;
    this.path = parent === undefined ? '/' : `${parent.parent === undefined ? '' : parent.path}/${name}`;
    this.file = file;
    this.start = start;
    this.#isFixups =
      parent !== undefined && (parent.parent === undefined ? isFixupsName(name) : parent.isFixups);
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

  property(name: string): PlainProperty | undefined {
    return this.properties.get(name);
  }

  child(name: string): PlainNode | undefined {
    return this.children.get(name);
  }

  /** As libfdt finds it (fdt_subnode_offset): without a unit address the first child that has this name, with whatever address. */
  childNamed(name: string): PlainNode | undefined {
    if (name.includes('@')) return this.children.get(name);
    this.#firstOfName ??= firstByBaseName(this.children.values());
    return this.#firstOfName.get(name);
  }

  /** Takes a new child; for {@link childNamed} it stands before the others, where libfdt puts it. */
  adopt(child: PlainNode): void {
    this.children.set(child.name, child);
    this.#firstOfName?.set(child.baseName, child);
  }

  /** Whether it is `/__fixups__` or `/__local_fixups__`, or stands below: properties of any name hold offsets there. */
  get isFixups(): boolean {
    return this.#isFixups;
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
  value: Uint8Array;
  #ownsValue = false;
  /** The properties that it was made of, the last one in force, where those know more of their places. */
  readonly origins: Property[] = [];
  /** Where it begins in its blob, and where its value does. */
  readonly start: number;
  readonly valueStart: number;
  readonly markers: readonly Marker[] = none;
  readonly parts: readonly ValuePart[] = none;
  readonly labels: readonly Label[] = none;

  constructor(
    name: string,
    node: PlainNode,
    value: Uint8Array,
    at: { readonly start: number; readonly valueStart: number },
  ) {
    this.name = name;
    this.node = node;
    this.value = value;
    this.start = at.start;
    this.valueStart = at.valueStart;
  }

  /** Puts another cell into the value, in a copy: the bytes may be those of a source or a blob. */
  setCell(offset: number, cell: number): void {
    if (!this.#ownsValue) this.value = this.value.slice();
    this.#ownsValue = true;
    new DataView(this.value.buffer, this.value.byteOffset).setUint32(offset, cell);
  }

  get place(): Place {
    const origin = this.origins.at(-1);
    if (origin !== undefined) return origin.place;
    return { file: this.node.file, start: this.start, end: this.valueStart + this.value.length };
  }

  get writes(): readonly Write[] {
    const [first, ...others] = this.origins;
    if (first === undefined) return [{ kind: 'defined', place: this.place, statement: 0 }];
    return laterWrites(first.writes, others);
  }

  placeOfByte(offset: number): Place {
    const origin = this.origins.at(-1);
    if (origin !== undefined) return origin.placeOfByte(offset);
    const start = this.valueStart + Math.min(offset, this.value.length);
    return {
      file: this.node.file,
      start,
      end: Math.min(start + 4, this.valueStart + this.value.length),
    };
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
