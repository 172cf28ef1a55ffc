import type { Node } from '../../devicetree/tree.ts';
import { readCell } from '../../memory/cells.ts';

/** A node as plain data, which can be sent to another thread. */
export interface NodeFacts {
  readonly path: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
}

/** The facts of a node. */
export function nodeFacts(node: Node): NodeFacts {
  return {
    path: node.path,
    properties: new Map([...node.properties].map(([name, { value }]) => [name, value])),
  };
}

/** A node as a driver of the user's own sees it. */
export class DriverNode {
  /** `/reserved-memory/pool@90000000`. */
  readonly path: string;
  readonly #properties: ReadonlyMap<string, Uint8Array>;

  constructor({ path, properties }: NodeFacts) {
    this.path = path;
    this.#properties = properties;
  }

  /** The last component of the path, with its unit address. */
  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** The strings of `compatible`. */
  get compatible(): readonly string[] {
    return this.strings('compatible') ?? [];
  }

  has(property: string): boolean {
    return this.#properties.has(property);
  }

  /** The bytes of a property. */
  property(name: string): Uint8Array | undefined {
    return this.#properties.get(name);
  }

  /** A property as 32-bit cells; what is left over at the end is no cell. */
  cells(name: string): readonly number[] | undefined {
    const bytes = this.#properties.get(name);
    if (bytes === undefined) return undefined;
    return Array.from({ length: bytes.length >> 2 }, (_, index) => readCell(bytes, index * 4));
  }

  /** A property as strings. */
  strings(name: string): readonly string[] | undefined {
    const bytes = this.#properties.get(name);
    if (bytes === undefined) return undefined;
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    return text.replace(/\0$/, '').split('\0');
  }

  /** As data again. */
  get facts(): NodeFacts {
    return { path: this.path, properties: this.#properties };
  }
}
