import type { NodeEvent } from './node-event.ts';
import type { TreeNode } from './tree-node.ts';
import { TreeProperty, type WriteRecord } from './tree-property.ts';

/**
 * Every property ever named in a node, deleted ones too, in the order of first appearance.
 *
 * In a body that builds the node a deletion deletes nothing that stands in the same body, it only takes a place in the
 * list; in one that is merged it deletes (dtc's livetree.c, build_node and merge_nodes; trap B of dtb-rules).
 *
 * @param early Those that were asked for by name before, in a list of `next`: they stay the same.
 */
export function replayProperties(
  node: TreeNode,
  events: readonly NodeEvent[],
  early: TreeProperty | undefined,
): TreeProperty[] {
  const list: TreeProperty[] = [];
  const byName = new Map<string, TreeProperty>();
  const place = (name: string): TreeProperty => {
    const property = new TreeProperty(name, node);
    list.push(property);
    if (!byName.has(name)) byName.set(name, property);
    return property;
  };
  for (const event of events) {
    if (event.kind === 'deleted') {
      const { syntax, statement } = event;
      for (const property of list) property.delete({ kind: 'deleted', syntax, statement });
      continue;
    }
    for (const syntax of event.body.properties) {
      const { name } = syntax;
      const ready = earlyOne(early, name);
      if (ready !== undefined) {
        if (!byName.has(name)) {
          list.push(ready);
          byName.set(name, ready);
        }
        continue;
      }
      const known = event.kind === 'built' ? undefined : byName.get(name);
      if (syntax.kind === 'delete-property') {
        const record: WriteRecord = { kind: 'deleted', syntax, statement: event.statement };
        if (known !== undefined) known.delete(record);
        else if (event.kind === 'built') place(name).delete(record);
      } else {
        (known ?? place(name)).define(syntax, event.statement);
      }
    }
  }
  return list;
}

/** That of this name, in a list of properties that were asked for one by one. */
export function earlyOne(first: TreeProperty | undefined, name: string): TreeProperty | undefined {
  for (let property = first; property !== undefined; property = property.next) {
    if (property.name === name) return property;
  }
  return undefined;
}
