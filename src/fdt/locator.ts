import type { PlainNode } from './plain-node.ts';

/** Real paths have up to some 150 characters. */
const longestPath = 300;

/** Says which node and property an offset of a blob belongs to: `/memory@80000000: reg`. */
export class Locator {
  /** In the order of their beginnings. */
  readonly #nodes: PlainNode[] = [];

  add(node: PlainNode): void {
    this.#nodes.push(node);
  }

  locate(offset: number): string {
    const node = this.#nodeAt(offset);
    if (node === undefined) return `offset ${offset}`;
    let found: string | undefined;
    for (const property of node.eachProperty()) {
      if (property.start > offset) break;
      found = property.name;
    }
    const path = shortened(node.path);
    return found === undefined ? path : `${path}: ${found}`;
  }

  #nodeAt(offset: number): PlainNode | undefined {
    const nodes = this.#nodes;
    let low = -1;
    let high = nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((nodes[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return nodes[low];
  }
}

/** Of a path of hundreds of nodes the first and the last ones. */
function shortened(path: string): string {
  return path.length <= longestPath ? path : `${path.slice(0, 100)}…${path.slice(-100)}`;
}
