import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';
import { printValue } from './print-value.ts';
import { type References, readFixups } from './read-fixups.ts';

export interface PrintDtsOptions {
  /** A comment for the first line. */
  readonly comment?: string | undefined;
  /** Without labels, references and `/plugin/`: only what stands in the blob, as it stands there. */
  readonly verbatim?: boolean | undefined;
}

/**
 * A tree as a source that compiles to it again. Symbols become labels, and where fixups tell which cells refer to nodes, these
 * become references; an overlay's fixups are left out, since `/plugin/` makes them again.
 */
export function printDts(tree: PlainTree, { comment, verbatim = false }: PrintDtsOptions = {}): string {
  const isPlugin = tree.plugin && !verbatim;
  const lines = ['/dts-v1/;'];
  if (isPlugin) lines.push('/plugin/;');
  if (comment !== undefined) lines.unshift(`// ${comment}`);
  if (tree.memreserves.length > 0) lines.push('');
  for (const { address, size } of tree.memreserves) {
    lines.push(`/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};`);
  }
  lines.push('');
  const printer = new Printer(tree, lines, verbatim ? new Map() : readFixups(tree), verbatim);
  printer.print(tree.root, '/', '', isPlugin ? madeAgain : nothing);
  return `${lines.join('\n')}\n`;
}

const madeAgain: ReadonlySet<string> = new Set(['__fixups__', '__local_fixups__']);
const nothing: ReadonlySet<string> = new Set();

class Printer {
  readonly #tree: PlainTree;
  readonly #lines: string[];
  readonly #references: References;
  readonly #verbatim: boolean;

  constructor(tree: PlainTree, lines: string[], references: References, verbatim: boolean) {
    this.#tree = tree;
    this.#lines = lines;
    this.#references = references;
    this.#verbatim = verbatim;
  }

  print(node: PlainNode, name: string, indent: string, leftOut: ReadonlySet<string>): void {
    const labels = this.#verbatim ? [] : node.labels.map((label) => `${label.name}: `);
    this.#lines.push(`${indent}${labels.join('')}${name} {`);
    for (const property of node.properties.values()) {
      const value = this.#valueOf(property);
      this.#lines.push(`${indent}\t${writableName(property.name)}${value === '' ? '' : ` = ${value}`};`);
    }
    let first = node.properties.size === 0;
    for (const child of node.children.values()) {
      if (leftOut.has(child.name)) continue;
      if (!first) this.#lines.push('');
      first = false;
      this.print(child, child.name, `${indent}\t`, nothing);
    }
    this.#lines.push(`${indent}};`);
  }

  #valueOf(property: PlainProperty): string {
    if (!this.#verbatim && property.node.path === '/__symbols__') {
      const target = this.#tree.labels.get(property.name);
      if (target !== undefined && property.asString() === target.path) return `&${property.name}`;
    }
    return printValue(property.value, this.#references.get(property));
  }
}

/** The C preprocessor would take a line that begins with `#define-cells` for its own; dtc drops a backslash before a name. */
function writableName(name: string): string {
  return /^#(include|define|undef|if|ifdef|ifndef|elif|else|endif|line|error|warning|pragma|ident|sccs|assert|unassert|import|include_next)\b/.test(
    name,
  )
    ? `\\${name}`
    : name;
}
