import { closeSync, type Dirent, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** What stands for standard input on a command line. */
export const standardInput = '-';

/** The first four bytes of a flattened device tree (Devicetree Specification 0.4, section 5.2). */
const fdtMagic = [0xd0, 0x0d, 0xfe, 0xed] as const;

/**
 * The sources that `lint` was given, folders replaced by every `.dts` below them in the order of their paths.
 *
 * @throws UsageError that names every input that cannot be used
 */
export function collectSources(inputs: readonly string[]): readonly string[] {
  const sources: string[] = [];
  const refused: string[] = [];

  for (const input of inputs) {
    try {
      sources.push(...(isFolder(input) ? sourcesBelow(input) : [checkSource(input)]));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refused.push(error.message);
    }
  }
  if (refused.length > 0) throw new UsageError(refused.join('\ncarveout: '));
  return [...new Set(sources)];
}

/**
 * The path again, if it is a file that can hold source text, or standard input.
 *
 * @throws UsageError for a missing or unreadable file, a folder, or a compiled device tree
 */
export function checkSource(path: string): string {
  if (path === standardInput) return path;

  const stats = statOf(path);
  if (stats.isDirectory()) {
    if (looksLikeLiveTree(path))
      throw new UsageError(`${path}: device-tree folders cannot be read yet, only source files.`);
    throw new UsageError(`${path}: is a folder; name one file.`);
  }
  // A pipe gives its bytes only once, to the reader.
  if (stats.isFile()) refuseCompiled(path, firstBytes(path));
  return path;
}

/** @throws UsageError for bytes that begin as a compiled device tree does */
export function refuseCompiled(path: string, bytes: Uint8Array): void {
  if (fdtMagic.every((byte, index) => bytes[index] === byte)) {
    throw new UsageError(
      `${path}: is a compiled device tree (.dtb); those cannot be read yet, only source files.`,
    );
  }
}

function isFolder(path: string): boolean {
  return path !== standardInput && statOf(path).isDirectory() && !looksLikeLiveTree(path);
}

/** Links to folders are not followed: the kernel's tree has some that lead back to itself. */
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
  const names = new Set(entriesOf(folder).map(({ name }) => name));
  return names.has('#address-cells') || (names.has('compatible') && names.has('model'));
}

function entriesOf(folder: string): Dirent[] {
  return orUsageError(folder, () => readdirSync(folder, { withFileTypes: true }));
}

function statOf(path: string): Stats {
  return orUsageError(path, () => statSync(path));
}

function firstBytes(path: string): Uint8Array {
  return orUsageError(path, () => {
    const bytes = new Uint8Array(fdtMagic.length);
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  });
}

function orUsageError<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path}: cannot be read (${systemReason(error)}).`);
  }
}
