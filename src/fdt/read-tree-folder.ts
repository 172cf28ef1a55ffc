import type { DeviceTree } from '../devicetree/tree.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import type { FolderFault, FolderNode } from '../source/tree-folder.ts';
import { FdtFaults } from './fdt-faults.ts';
import { indexTree } from './index-tree.ts';
import { Locator } from './locator.ts';
import { PlainNode, PlainProperty } from './plain-node.ts';
import { PlainTree } from './plain-tree.ts';
import { walk } from './walk.ts';

/**
 * The tree of an unpacked device-tree folder, /proc/device-tree for one. It has no reservations: Linux does not show them there.
 *
 * @param path as shown to the user
 */
export function treeOfFolder(
  path: string,
  { root, faults: unread }: { readonly root: FolderNode; readonly faults: readonly FolderFault[] },
): { readonly tree: DeviceTree; readonly problems: readonly Problem[]; readonly file: SourceFile } {
  const locator = new Locator();
  const file = new SourceFile(path, '', { locate: (offset) => locator.locate(offset) });
  const faults = new FdtFaults(file);
  for (const { path: entry, fault } of unread) {
    faults.add('tree-folder-unreadable', `${path}/${entry} ${faultText[fault]}.`, 0);
  }

  const tree = new PlainTree(file, 0);
  let position = 0;
  const fill = (node: PlainNode, folder: FolderNode): readonly Entry[] => {
    locator.add(node);
    for (const { name, value } of folder.properties) {
      // Open Firmware, and Linux for it, shows the name of each node as a property; it says nothing new.
      if (name === 'name') continue;
      const start = ++position;
      position += value.length;
      node.addProperty(new PlainProperty(name, node, value, { start, valueStart: start }));
    }
    return folder.children.map((child) => [node, child]);
  };
  // A node is made when its turn comes: its place lies before those of its properties, and behind all of the node before it.
  const add = ([parent, folder]: Entry): readonly Entry[] => {
    const node = new PlainNode(folder.name, parent, file, ++position);
    parent.addChild(node);
    return fill(node, folder);
  };
  for (const entry of fill(tree.root, root)) walk(entry, add);
  indexTree(tree, faults);
  return { tree, problems: faults.problems, file };
}

/** A folder that becomes a node, and the node above it. */
type Entry = readonly [parent: PlainNode, folder: FolderNode];

const faultText: Readonly<Record<FolderFault['fault'], string>> = {
  missing: 'is gone',
  folder: 'is a folder',
  unreadable: 'cannot be read: the system denies it',
  'too-large': 'is larger than a property may be',
  special: 'is a device, a pipe or a socket',
  'too-deep': 'is nested too deep',
  'too-many': 'and what follows are too many',
};
