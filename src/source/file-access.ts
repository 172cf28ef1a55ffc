import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';

/** Why a file cannot be read. */
export type FileFault = 'missing' | 'folder' | 'unreadable' | 'too-large' | 'special';

/** The little of a file system that reading sources needs, so that tests can put a tree in memory in its place. */
export interface FileAccess {
  /** The bytes of a file of at most `maxBytes`. */
  read(path: string, maxBytes: number): Uint8Array | FileFault;
  /** What stands there, following symbolic links; undefined for nothing and for devices, sockets and pipes. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** The path without symbolic links, `.` and `..`; undefined where nothing stands. */
  realPath(path: string): string | undefined;
  /**
   * Whether a link stands there, or something else; undefined for nothing, and where the system denies it. A file system without this
   * method has names that are written in several ways.
   */
  entry?(path: string): 'link' | 'other' | undefined;
  /** The names in a folder, sorted; none for what is no folder, undefined for a folder that the system denies. */
  list(path: string): readonly string[] | undefined;
  /**
   * What changes with a file's content, and with the names in a folder; and when that was, in milliseconds since 1970. Undefined
   * where the system denies it. A file system without this method has nothing of the kind.
   */
  identity?(path: string): { readonly text: string; readonly changed: number } | undefined;
}

/** On Linux alone a file has one name in its folder; elsewhere the system tells how it is spelled. */
const entries: Pick<FileAccess, 'entry'> =
  process.platform === 'linux'
    ? {
        entry(path) {
          try {
            const stat = lstatSync(path, { throwIfNoEntry: false });
            return stat === undefined ? undefined : stat.isSymbolicLink() ? 'link' : 'other';
          } catch {
            return undefined;
          }
        },
      }
    : {};

/** The real file system. */
export const diskFiles: FileAccess = {
  ...entries,

  read(path, maxBytes) {
    let descriptor: number;
    let size: number;
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) return 'folder';
      // A pipe without a writer would block for ever, a device may never end.
      if (!stat.isFile()) return 'special';
      if (stat.size > maxBytes) return 'too-large';
      size = stat.size;
      descriptor = openSync(path, 'r');
    } catch (fault) {
      return isMissing(fault) ? 'missing' : 'unreadable';
    }

    try {
      return readWhole(descriptor, size, maxBytes);
    } catch {
      return 'unreadable';
    } finally {
      closeSync(descriptor);
    }
  },

  kind(path) {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile()) return 'file';
      return stat?.isDirectory() ? 'folder' : undefined;
    } catch {
      return undefined;
    }
  },

  realPath(path) {
    // An include is looked for in several folders, and an exception costs more than to ask twice.
    if (!existsSync(path)) return undefined;
    try {
      return realpathSync.native(path);
    } catch {
      return undefined;
    }
  },

  list(path) {
    try {
      return readdirSync(path).sort();
    } catch (fault) {
      return isDenied(fault) ? undefined : [];
    }
  },

  identity(path) {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return { text: 'nothing', changed: 0 };
      const { dev, ino, size, mtimeMs, ctimeMs } = stat;
      return { text: `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`, changed: Math.max(mtimeMs, ctimeMs) };
    } catch {
      return undefined;
    }
  },
};

function readWhole(descriptor: number, size: number, maxBytes: number): Uint8Array | FileFault {
  // Below /proc and /sys a file tells a size of 0 and still has bytes: read until the end, and one byte over the limit.
  let bytes = Buffer.allocUnsafe(size > 0 ? size + 1 : 4096);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.subarray(0, length);

    length += count;
    if (length > maxBytes) return 'too-large';
    if (length === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
  }
}

function isMissing(fault: unknown): boolean {
  const code = codeOf(fault);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function isDenied(fault: unknown): boolean {
  const code = codeOf(fault);
  return code === 'EACCES' || code === 'EPERM';
}

function codeOf(fault: unknown): unknown {
  return fault instanceof Error && 'code' in fault ? fault.code : undefined;
}
