import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CmaAreaFiles, cmaAreaFileNames } from '../workload/trace/cma-debugfs.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

const mostFolders = 256;
const mostBytes = 32 << 20;

/**
 * The files of each area in /sys/kernel/debug/cma, a copy of it, or the folder of one area; by folder. Nothing where it is none.
 *
 * @throws UsageError where a folder or a file cannot be read
 */
export function readCmaFolder(folder: string): ReadonlyMap<string, CmaAreaFiles> {
  const found = new Map<string, CmaAreaFiles>();
  const own = filesOf(folder);
  if (own !== undefined) return found.set(folder, own);
  for (const name of orRefuse(folder, () => readdirSync(folder)).slice(0, mostFolders)) {
    const path = join(folder, name);
    const files = isFolder(path) ? filesOf(path) : undefined;
    if (files !== undefined) found.set(path, files);
  }
  return found;
}

/** Undefined: not an area's folder. Newer kernels have base and bitmap by range. */
function filesOf(folder: string): CmaAreaFiles | undefined {
  const files = new Map<string, string>();
  for (const name of cmaAreaFileNames) {
    const path = [join(folder, name), join(folder, 'ranges', '0', name)].find(isFile);
    if (path !== undefined) files.set(name, textOf(path));
  }
  return files.has('base_pfn') || files.has('bitmap') ? files : undefined;
}

/** A file of debugfs has a size of 0 whatever is in it. */
function textOf(path: string): string {
  return orRefuse(path, () => {
    const file = openSync(path, 'r');
    try {
      const pieces: Buffer[] = [];
      const room = Buffer.alloc(1 << 16);
      let length = 0;
      for (let read = readSync(file, room); read > 0 && length < mostBytes; read = readSync(file, room)) {
        pieces.push(Buffer.from(room.subarray(0, read)));
        length += read;
      }
      return Buffer.concat(pieces).toString('latin1');
    } finally {
      closeSync(file);
    }
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path}: cannot be read (${systemReason(error)}).`);
  }
}
