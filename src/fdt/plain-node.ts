import type { Label, Marker, Node, Property, ValuePart, Write } from '../devicetree/tree.ts';
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

  constructor(name: string, parent: PlainNode | undefined, file: SourceFile, start: number) {
    this.name = name;
    this.parent = parent;
    this.path = parent === undefined ? '/' : `${parent.parent === undefined ? '' : parent.path}/${name}`;
    this.file = file;
    this.start = start;
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
    return { file: this.file, start: this.start, end: this.start + 4 };
  }

  get writes(): readonly Write[] {
    return [{ kind: 'defined', place: this.place, statement: 0 }];
  }

  property(name: string): PlainProperty | undefined {
    return this.properties.get(name);
  }

  child(name: string): PlainNode | undefined {
    return this.children.get(name);
  }
}

/** A property of a {@link PlainTree}. */
export class PlainProperty implements Property {
  readonly name: string;
  readonly node: PlainNode;
  readonly value: Uint8Array;
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

  get place(): Place {
    return { file: this.node.file, start: this.start, end: this.valueStart + this.value.length };
  }

  get writes(): readonly Write[] {
    return [{ kind: 'defined', place: this.place, statement: 0 }];
  }

  placeOfByte(offset: number): Place {
    const start = this.valueStart + Math.min(offset, this.value.length);
    return {
      file: this.node.file,
      start,
      end: Math.min(start + 4, this.valueStart + this.value.length),
    };
  }

  asCells(): readonly number[] | undefined {
    const { value } = this;
    if (value.length % 4 !== 0) return undefined;
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    return Array.from({ length: value.length / 4 }, (_, index) => view.getUint32(index * 4));
  }

  asStrings(): readonly string[] | undefined {
    const { value } = this;
    if (value.length === 0 || value.at(-1) !== 0) return undefined;
    return new TextDecoder().decode(value.subarray(0, -1)).split('\0');
  }

  asString(): string | undefined {
    const strings = this.asStrings();
    return strings?.length === 1 ? strings[0] : undefined;
  }
}
