import type { DeviceTree, Node } from '../../src/devicetree/tree.ts';

/** All that a tree says: reservations, names and values in their order. Without recursion: a hostile blob nests deep. */
export function outlineOf(tree: DeviceTree): string {
  const lines = tree.memreserves.map(({ address, size }) => `${address} ${size}`);
  const waiting: (Node | undefined)[] = [tree.root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === undefined) {
      lines.push('}');
      continue;
    }
    lines.push(`${node.name} {`);
    for (const { name, value } of node.properties.values())
      lines.push(`${name}=${Buffer.from(value).toString('hex')}`);
    waiting.push(undefined, ...[...node.children.values()].reverse());
  }
  return lines.join('\n');
}
