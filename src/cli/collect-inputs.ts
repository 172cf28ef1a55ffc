import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** The first four bytes of a flattened device tree (Devicetree Specification 0.4, section 5.2). */
const fdtMagic = [0xd0, 0x0d, 0xfe, 0xed] as const;

/**
 * The sources that `lint` was given, each folder replaced by every `.dts` below it in the order of their paths. What is
 * missing or unreadable stays in the list: whoever opens it says so.
 *
 * @throws UsageError for a folder without sources and for inputs of a kind that cannot be read yet
 */
export function collectSources(inputs: readonly string[]): readonly string[] {
  const sources = inputs.flatMap((input) =>
    isSourceFolder(input) ? sourcesBelow(input) : [checkSource(input)],
  );
  return [...new Set(sources)];
}

/**
 * The path again, unless it is of a kind that cannot be read yet.
 *
 * @throws UsageError for a compiled device tree and for a device-tree folder
 */
export function checkSource(path: string): string {
  if (looksLikeLiveTree(path)) {
    throw new UsageError(
      `${path}: a device-tree folder such as /proc/device-tree cannot be read yet.`,
      sourcesOnly,
    );
  }
  refuseCompiled(path, firstBytes(path));
  return path;
}

/** @throws UsageError for bytes that begin as a compiled device tree does */
export function refuseCompiled(path: string, bytes: Uint8Array): void {
  if (!fdtMagic.every((byte, index) => bytes[index] === byte)) return;
  throw new UsageError(`${path}: a compiled device tree (.dtb, .dtbo) cannot be read yet.`, sourcesOnly);
}

const sourcesOnly = 'Name the source that it was made of, a .dts file.';

function isSourceFolder(path: string): boolean {
  return kindOf(path) === 'folder' && !looksLikeLiveTree(path);
}

/** Links to folders are not followed: the kernel's tree has some that lead back to themselves. */
function sourcesBelow(folder: string): string[] {
  const found: string[] = [];
  const waiting = [folder];

  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !isHidden(entry)) waiting.push(path);
      else if (entry.name.endsWith('.dts') && !entry.isDirectory()) found.push(path);
    }
  }
  if (found.length === 0) throw new UsageError(`${folder}: no .dts file in this folder or below it.`);
  return found.sort();
}

function isHidden(entry: Dirent): boolean {
  return entry.name.startsWith('.') || entry.name === 'node_modules';
}

/** /proc/device-tree and its copies: a folder for a node, a file for a property. */
function looksLikeLiveTree(folder: string): boolean {
  if (kindOf(folder) !== 'folder') return false;
  const names = new Set(entriesOf(folder).map(({ name }) => name));
  return names.has('#address-cells') || (names.has('compatible') && names.has('model'));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A pipe is neither: it gives its bytes only once, to the reader. */
function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}

function firstBytes(path: string): Uint8Array {
  if (kindOf(path) !== 'file') return new Uint8Array();

  const bytes = new Uint8Array(fdtMagic.length);
  try {
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}
