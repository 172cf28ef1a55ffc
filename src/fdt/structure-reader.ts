import { defaultLimits, howToRaise } from '../source/limits.ts';
import type { DtbHeader } from './dtb-header.ts';
import type { FdtFaults } from './fdt-faults.ts';
import type { Locator } from './locator.ts';
import { PlainNode, PlainProperty } from './plain-node.ts';
import { PlainTree } from './plain-tree.ts';

const beginNode = 1;
const endNode = 2;
const propertyTag = 3;
const nop = 4;
const end = 9;

/** The specification allows 31 characters; dtc writes as many as there are. */
const longestName = 65_535;
/** Before version 16 a node's name is its whole path. */
const longestPath = 4096;

/** Where a reader notes what it finds, and how deep it goes. */
export interface StructureReaderContext {
  readonly faults: FdtFaults;
  readonly locator: Locator;
  readonly maxNesting?: number | undefined;
}

/** Reads the structure block: tokens in 4-byte steps, never past the block's end, never deeper than is sane. */
export class StructureReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #header: DtbHeader;
  readonly #faults: FdtFaults;
  readonly #locator: Locator;
  readonly #maxNesting: number;
  /** Where reading stops: of version 17 the blob's end, as dtc does not look at the size that the header gives the block. */
  readonly #limit: number;
  readonly #names = new Map<number, string | undefined>();
  /** Characters that names may still have: some share their ends, but a hostile blob's could all do so. */
  #nameCharacters: number;
  #at: number;

  constructor(bytes: Uint8Array, header: DtbHeader, { faults, locator, maxNesting }: StructureReaderContext) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#header = header;
    this.#faults = faults;
    this.#locator = locator;
    this.#maxNesting = maxNesting ?? defaultLimits.nesting;
    this.#at = header.structure.start;
    this.#limit = header.version >= 17 ? header.totalSize : header.structure.end;
    this.#nameCharacters = longestName + 16 * (header.strings.end - header.strings.start);
  }

  /** @returns undefined where there is no root */
  read(): PlainTree | undefined {
    const first = this.#token();
    const start = this.#at - 4;
    if (first !== beginNode) {
      if (first !== undefined)
        this.#faults.add('dtb-structure', 'The structure block does not begin with a node.', start);
      return undefined;
    }
    const tree = new PlainTree(this.#faults.file, start);
    this.#locator.add(tree.root);
    const name = this.#nodeName(start);
    if (name === undefined) return tree;
    if (this.#hasPaths && name !== '/') {
      const message = `Of version ${this.#header.version} the root is called /, not ${JSON.stringify(name)}.`;
      this.#faults.add('dtb-name', message, start);
      return tree;
    }
    tree.rootName = this.#hasPaths ? '' : name;
    if (!this.#readNodes(tree.root)) return tree;
    if (this.#token() === end) this.#checkSize();
    else
      this.#faults.add(
        'dtb-structure',
        'Behind the root node the structure block does not end.',
        this.#at - 4,
      );
    return tree;
  }

  /** Before version 16 each node is called by its whole path. */
  get #hasPaths(): boolean {
    return this.#header.version < 16;
  }

  #checkSize(): void {
    const { start, end: told } = this.#header.structure;
    if (this.#at <= told) return;
    const message = `The header gives the structure block ${told - start} bytes, and it has ${this.#at - start}: dtc reads on there, Linux does not take such a blob.`;
    this.#faults.add('dtb-structure-size', message, start, { severity: 'warning' });
  }

  /** Everything up to the end of the root. Its return value: whether that was reached. */
  #readNodes(root: PlainNode): boolean {
    const stack: PlainNode[] = [root];
    for (;;) {
      if (this.#faults.isFull) return false;
      const token = this.#token();
      if (token === undefined) return false;
      const start = this.#at - 4;
      const node = stack.at(-1) as PlainNode;
      switch (token) {
        case beginNode: {
          const child = this.#readNode(node, start);
          if (child === undefined) return false;
          stack.push(child);
          if (stack.length > this.#maxNesting) {
            const message = `Nodes are nested deeper than ${this.#maxNesting} levels.`;
            this.#faults.add('dtb-too-deep', message, start, { help: howToRaise('nesting') });
            return false;
          }
          break;
        }
        case endNode:
          stack.pop();
          if (stack.length === 0) return true;
          break;
        case propertyTag:
          if (!this.#readProperty(node, start)) return false;
          break;
        default:
          this.#faults.add(
            'dtb-structure',
            `There is no token 0x${token.toString(16)}${token === end ? ' within a node' : ''}.`,
            start,
          );
          return false;
      }
    }
  }

  /** The next token that says something; undefined, with a fault, where the block ends. */
  #token(): number | undefined {
    while (this.#at + 4 <= this.#limit) {
      const token = this.#view.getUint32(this.#at);
      this.#at += 4;
      if (token !== nop) return token;
    }
    this.#faults.add(
      'dtb-structure',
      'The structure block ends within a node.',
      this.#header.structure.start,
    );
    this.#at = this.#limit + 4;
    return undefined;
  }

  #readNode(parent: PlainNode, start: number): PlainNode | undefined {
    const written = this.#nodeName(start);
    if (written === undefined) return undefined;
    const name = this.#hasPaths ? written.slice(written.lastIndexOf('/') + 1) : written;
    const node = new PlainNode(name, parent, this.#faults.file, start);
    this.#locator.add(node);
    if (this.#hasPaths && written !== node.path) {
      const message = `Of version ${this.#header.version} a node of ${parent.path} is called by its path, not ${JSON.stringify(written)}.`;
      this.#faults.add('dtb-name', message, start);
    } else if (name === '') {
      this.#faults.add('dtb-name', `A node of ${parent.path} has no name, and so no path of its own.`, start);
    } else if (!/^[!-.0-~]+$/.test(name)) {
      this.#faults.add('dtb-name', `A node of ${parent.path} has the name ${JSON.stringify(name)}.`, start);
    } else if (parent.child(name) !== undefined) {
      this.#faults.add('duplicate-node', `${parent.path} has two nodes \`${name}\`.`, start);
    } else {
      parent.addChild(node);
    }
    return node;
  }

  #nodeName(start: number): string | undefined {
    const longest = this.#hasPaths ? longestPath : longestName;
    const name = this.#text(this.#at, this.#limit, longest);
    if (name === undefined) {
      const message = `The name of a node does not end, or is longer than ${longest} characters.`;
      this.#faults.add('dtb-name', message, start);
      return undefined;
    }
    this.#at = this.#aligned(this.#at + name.length + 1, 4);
    return name;
  }

  #readProperty(node: PlainNode, start: number): boolean {
    if (this.#at + 8 > this.#limit) {
      this.#faults.add('dtb-structure', 'The structure block ends within a property.', start);
      return false;
    }
    const length = this.#view.getUint32(this.#at);
    const nameOffset = this.#view.getUint32(this.#at + 4);
    this.#at += 8;
    if (this.#hasPaths && length >= 8) this.#at = this.#aligned(this.#at, 8);
    const valueStart = this.#at;
    if (valueStart + length > this.#limit) {
      const message = `A property of ${node.path} has ${length} bytes, more than are left of the structure block.`;
      this.#faults.add('dtb-structure', message, start);
      return false;
    }
    this.#at = this.#aligned(valueStart + length, 4);

    const name = this.#propertyName(nameOffset);
    if (name === undefined) {
      const message = `A property of ${node.path} has no name: at ${nameOffset} of the strings block stands none.`;
      this.#faults.add('dtb-name', message, start);
    } else if (node.property(name) !== undefined) {
      this.#faults.add('duplicate-property', `${node.path} has two properties \`${name}\`.`, start);
    } else {
      // Before version 16 each node has its name again as a property.
      if (this.#hasPaths && name === 'name') return true;
      node.addProperty(PlainProperty.inBlob(name, node, this.#bytes, { start, valueStart, length }));
    }
    return true;
  }

  #propertyName(offset: number): string | undefined {
    if (this.#names.has(offset)) return this.#names.get(offset);
    const { strings } = this.#header;
    const text = this.#text(strings.start + offset, strings.end, Math.min(longestName, this.#nameCharacters));
    this.#nameCharacters -= text?.length ?? 0;
    const name = text !== undefined && /^[!-~]*$/.test(text) ? text : undefined;
    this.#names.set(offset, name);
    return name;
  }

  /** Rounded up, counted from the block's beginning as libfdt and dtc do. */
  #aligned(offset: number, multiple: number): number {
    const { start } = this.#header.structure;
    return start + Math.ceil((offset - start) / multiple) * multiple;
  }

  /** The string that begins there, if it ends with a NUL before the limit; a character a byte. */
  #text(start: number, limit: number, longest: number): string | undefined {
    const bytes = this.#bytes;
    const stop = Math.min(limit, start + longest + 1);
    for (let at = start; at < stop; at++) if (bytes[at] === 0) return bytes.toString('latin1', start, at);
    return undefined;
  }
}
