import type { DeviceTree, Memreserve, SilentMerge } from '../devicetree/tree.ts';
import type { SourceFile } from '../source/source-file.ts';
import { PlainNode } from './plain-node.ts';

const none: readonly never[] = [];

/** A tree of which only names and bytes are known, not who wrote them: of a blob, of a device-tree folder. */
export class PlainTree implements DeviceTree {
  /** Stands in for a source: see {@link SourceFile.locate}. */
  readonly file: SourceFile;
  readonly root: PlainNode;
  readonly memreserves: Memreserve[] = [];
  readonly labels: Map<string, PlainNode> = new Map();
  silentMerges: readonly SilentMerge[] = none;
  bootCpu = 0;
  /** What a blob calls its root: nothing, in a blob as it should be. */
  rootName = '';
  readonly byPhandle: Map<number, PlainNode> = new Map();

  constructor(file: SourceFile, rootStart: number) {
    this.file = file;
    this.root = new PlainNode('', undefined, file, rootStart);
  }

  /** An overlay has fragments, or labels that it does not define. */
  get plugin(): boolean {
    if (this.root.child('__fixups__') !== undefined) return true;
    for (const child of this.root.eachChild()) if (child.child('__overlay__')) return true;
    return false;
  }

  /** Whether it has nothing, as an overlay that changes nothing. */
  get isEmpty(): boolean {
    return this.root.properties.size === 0 && this.root.children.size === 0;
  }

  nodeByPath(path: string): PlainNode | undefined {
    let node: PlainNode | undefined = this.root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      node = node.child(name);
      if (node === undefined) return undefined;
    }
    return node;
  }

  nodeByPhandle(phandle: number): PlainNode | undefined {
    return this.byPhandle.get(phandle);
  }

  *nodes(): Iterable<PlainNode> {
    const waiting = [this.root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      yield node;
      const start = waiting.length;
      for (const child of node.eachChild()) waiting.push(child);
      reverseFrom(waiting, start);
    }
  }
}

function reverseFrom(nodes: PlainNode[], start: number): void {
  for (let low = start, high = nodes.length - 1; low < high; low++, high--) {
    [nodes[low], nodes[high]] = [nodes[high] as PlainNode, nodes[low] as PlainNode];
  }
}
