import { join } from 'node:path';
import type { FileAccess, FileFault } from './file-access.ts';
import { defaultLimits } from './limits.ts';

/** A folder of an unpacked device tree: a folder for each node, a file for each property. */
export interface FolderNode {
  readonly name: string;
  readonly properties: readonly { readonly name: string; readonly value: Uint8Array }[];
  readonly children: readonly FolderNode[];
}

/** What could not be read of it. */
export interface FolderFault {
  /** Below the tree's folder, with slashes. */
  readonly path: string;
  readonly fault: FileFault | 'too-deep' | 'too-many';
}

/** The most of a property: firmware that boards carry in their tree has some 100 KiB. */
const mostBytes = 16 << 20;
/** The largest tree upstream has 6,000 nodes with 20,000 properties. */
const mostEntries = 1_000_000;

/** Whether a folder is that of a device tree's root: it has the properties that every root has. */
export function isTreeFolder(access: FileAccess, path: string): boolean {
  const isFile = (name: string): boolean => access.kind(join(path, name)) === 'file';
  return (
    access.kind(path) === 'folder' && (isFile('#address-cells') || (isFile('compatible') && isFile('model')))
  );
}

/**
 * Reads an unpacked tree such as /proc/device-tree, in the order of the names: the folder keeps no other.
 *
 * Links are not followed, so that nothing outside is read and no link leads round.
 */
export function readTreeFolder(
  access: FileAccess,
  path: string,
  maxNesting: number = defaultLimits.nesting,
): { readonly root: FolderNode; readonly faults: readonly FolderFault[] } {
  const faults: FolderFault[] = [];
  let left = mostEntries;

  const read = (folder: string, name: string, below: string, depth: number): FolderNode => {
    const properties: { name: string; value: Uint8Array }[] = [];
    const children: FolderNode[] = [];
    const entries = access.list(folder);
    if (entries === undefined) faults.push({ path: below === '' ? '.' : below, fault: 'unreadable' });
    for (const entry of entries ?? []) {
      const inside = join(folder, entry);
      const shown = below === '' ? entry : `${below}/${entry}`;
      if (left-- <= 0) {
        if (left === -1) faults.push({ path: shown, fault: 'too-many' });
        break;
      }
      if (access.realPath(inside) !== inside) continue;
      if (access.kind(inside) === 'folder') {
        if (depth >= maxNesting) faults.push({ path: shown, fault: 'too-deep' });
        else children.push(read(inside, entry, shown, depth + 1));
        continue;
      }
      const value = access.read(inside, mostBytes);
      if (typeof value === 'string') faults.push({ path: shown, fault: value });
      else properties.push({ name: entry, value });
    }
    return { name, properties, children };
  };
  return { root: read(access.realPath(path) ?? path, '', '', 1), faults };
}
