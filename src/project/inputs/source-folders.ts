import { dirname, join } from 'node:path';
import type { FileAccess } from '../../source/file-access.ts';
import { findSourceTree, type SourceTree, type TreeKind } from '../../source/include-folders.ts';

/** Where boards stand, from the tree's top; a `*` is any folder. Elsewhere in these trees are only tests. */
const boardFolders: Readonly<Record<TreeKind, readonly string[]>> = {
  kernel: ['arch/*/boot/dts'],
  'u-boot': ['arch/*/dts', 'dts/upstream/src'],
  'devicetree-rebasing': ['src'],
  zephyr: ['boards'],
  other: ['.'],
};

/** A board's place in each kind of tree that is told by that. */
const places = ['arch/arm64/boot/dts/x.dts', 'arch/arm/dts/x.dts', 'src/arm64/x.dts'];

/** The tree that a part of a board stands in: also a header, whose own place does not tell the kind of tree. */
export function treeAround(path: string, access: FileAccess): SourceTree {
  const own = findSourceTree(path, access);
  if (own.kind !== 'other') return own;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (access.kind(join(folder, 'include/dt-bindings')) !== 'folder') continue;
    for (const place of places) {
      if (access.kind(join(folder, place.split('/')[0] ?? '')) !== 'folder') continue;
      const tree = findSourceTree(join(folder, place), access);
      if (tree.kind !== 'other' && tree.root === folder) return tree;
    }
  }
  return own;
}

/** The folders of a tree below which its boards are; its top where it has none of those that its kind has. */
export function boardFoldersOf({ kind, root }: SourceTree, access: FileAccess): readonly string[] {
  const folders = boardFolders[kind].flatMap((pattern) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return [join(root, before)];
    return (access.list(join(root, before)) ?? []).map((name) => join(root, before, name, after));
  });
  const there = folders.filter((folder) => access.kind(folder) === 'folder');
  return there.length === 0 ? [root] : there;
}
