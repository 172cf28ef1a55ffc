import type { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';
import { printValue } from './print-value.ts';
import { type References, readFixups } from './read-fixups.ts';
import { walk } from './walk.ts';

export interface PrintDtsOptions {
  /** A comment for the first line. */
  readonly comment?: string | undefined;
  /** Without labels, references and `/plugin/`: only what stands in the blob, as it stands there. */
  readonly verbatim?: boolean | undefined;
}

/** The most that a source may have (see `defaultLimits.fileBytes`): a larger one could not be read again. */
const mostCharacters = 64 << 20;
const mostValueBytes = mostCharacters / 3;

/**
 * A tree as a source that compiles to it again. Symbols become labels, and where fixups tell which cells refer to nodes, these
 * become references; an overlay's fixups are left out, since `/plugin/` makes them again.
 *
 * @returns undefined where it would be larger than a source may be, 64 MiB
 */
export function printDts(
  tree: PlainTree,
  { comment, verbatim = false }: PrintDtsOptions = {},
): string | undefined {
  const isPlugin = tree.plugin && !verbatim;
  const lines = new Lines();
  if (comment !== undefined) lines.add(`// ${comment}`);
  lines.add('/dts-v1/;');
  if (isPlugin) lines.add('/plugin/;');
  if (tree.memreserves.length > 0) lines.add('');
  for (const { address, size } of tree.memreserves) {
    lines.add(`/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};`);
  }
  lines.add('');
  const printer = new Printer(tree, lines, verbatim ? new Map() : readFixups(tree), verbatim);
  printer.print(isPlugin ? madeAgain : nothing);
  return lines.text;
}

const madeAgain: ReadonlySet<string> = new Set(['__fixups__', '__local_fixups__']);
const nothing: ReadonlySet<string> = new Set();

/** A growing text that stops growing when it is too large. */
class Lines {
  readonly #lines: string[] = [];
  #length = 0;

  get isFull(): boolean {
    return this.#length > mostCharacters;
  }

  add(line: string): void {
    this.#length += line.length + 1;
    if (!this.isFull) this.#lines.push(line);
  }

  get text(): string | undefined {
    return this.isFull ? undefined : `${this.#lines.join('\n')}\n`;
  }
}

class Printer {
  readonly #tree: PlainTree;
  readonly #lines: Lines;
  readonly #references: References;
  readonly #verbatim: boolean;

  constructor(tree: PlainTree, lines: Lines, references: References, verbatim: boolean) {
    this.#tree = tree;
    this.#lines = lines;
    this.#references = references;
    this.#verbatim = verbatim;
  }

  /** The whole tree. @param leftOut children of the root that are not printed */
  print(leftOut: ReadonlySet<string>): void {
    let depth = 0;
    const enter = (node: PlainNode): readonly PlainNode[] => {
      if (this.#lines.isFull) return [];
      this.#begin(node, '\t'.repeat(depth++));
      const children = [...node.eachChild()];
      return node.parent === undefined ? children.filter(({ name }) => !leftOut.has(name)) : children;
    };
    walk(this.#tree.root, enter, () => {
      if (!this.#lines.isFull) this.#lines.add(`${'\t'.repeat(--depth)}};`);
    });
  }

  #begin(node: PlainNode, indent: string): void {
    const { parent } = node;
    const isFirst = parent === undefined || isFirstItem(parent, node);
    if (!isFirst) this.#lines.add('');
    const labels = this.#verbatim ? [] : node.labels.map((label) => `${label.name}: `);
    this.#lines.add(`${indent}${labels.join('')}${parent === undefined ? '/' : node.name} {`);
    for (const property of node.eachProperty()) {
      if (this.#lines.isFull) return;
      const value = this.#valueOf(property);
      this.#lines.add(`${indent}\t${writableName(property.name)}${value === '' ? '' : ` = ${value}`};`);
    }
  }

  #valueOf(property: PlainProperty): string {
    // Most values take three characters a byte; what will be too large need not be worked out first.
    if (property.value.length > mostValueBytes) return ' '.repeat(mostCharacters);
    if (!this.#verbatim && property.node.path === '/__symbols__') {
      const target = this.#tree.labels.get(property.name);
      if (target !== undefined && property.asString() === target.path) return `&${property.name}`;
    }
    return printValue(property.value, this.#references.get(property));
  }
}

/** Whether nothing stands before it in its parent. */
function isFirstItem(parent: PlainNode, node: PlainNode): boolean {
  const [property] = parent.eachProperty();
  const [child] = parent.eachChild();
  return property === undefined && child === node;
}

/** The C preprocessor would take a line that begins with `#define-cells` for its own; dtc drops a backslash before a name. */
function writableName(name: string): string {
  return /^#(include|define|undef|if|ifdef|ifndef|elif|else|endif|line|error|warning|pragma|ident|sccs|assert|unassert|import|include_next)\b/.test(
    name,
  )
    ? `\\${name}`
    : name;
}
