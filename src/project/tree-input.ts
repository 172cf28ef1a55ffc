import { isFdt } from '../fdt/dtb-header.ts';
import { gunzip, isGzip } from '../fdt/gunzip.ts';
import { decodeSource } from '../source/decode.ts';
import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { isTreeFolder } from '../source/tree-folder.ts';

/** What a tree can be read from; its kind is told by its content, never by its name. */
export type TreeInput = (
  | { readonly kind: 'source'; readonly file: SourceFile }
  /** Also a FIT image. */
  | {
      readonly kind: 'blob';
      /** As shown to the user. */
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly absolutePath: string | undefined;
    }
  /** An unpacked tree such as /proc/device-tree. */
  | { readonly kind: 'folder'; readonly path: string }
) & {
  /** Of opening it. */
  readonly warnings?: readonly Problem[] | undefined;
};

/** The largest blob upstream has 0.3 MB; a FIT image carries a kernel and a RAM disk. */
const mostBytes = 256 << 20;

/**
 * Opens a source, a blob, a FIT image or a device-tree folder, the first three also packed with gzip; or says why that is
 * impossible.
 */
export function openTreeInput(files: FileStore, path: string): TreeInput | Problem {
  const file = files.open(path);
  if (file instanceof SourceFile) {
    if (!looksBinary(file)) return { kind: 'source', file };
  } else if (file.code === 'is-a-folder') {
    const real = files.realPath(path);
    return real !== undefined && isTreeFolder(files.access, real) ? { kind: 'folder', path } : file;
  } else if (file.code !== 'not-text' && file.code !== 'file-too-large') {
    return file;
  }
  const absolutePath = files.realPath(path) ?? path;
  const bytes = files.access.read(absolutePath, mostBytes);
  if (bytes === 'too-large') return tooLarge(files.displayPath(absolutePath));
  if (typeof bytes === 'string') return file instanceof SourceFile ? { kind: 'source', file } : file;

  const shown = files.displayPath(absolutePath);
  const isTooLarge = 'code' in file && file.code === 'file-too-large' && !isFdt(bytes) && !isGzip(bytes);
  return isTooLarge ? file : treeInputOf(shown, bytes, absolutePath);
}

/**
 * The same for bytes that are at hand: those of standard input.
 *
 * @param path as shown to the user
 */
export function treeInputOf(path: string, bytes: Uint8Array, absolutePath?: string): TreeInput | Problem {
  if (!isGzip(bytes)) return unpackedInput(path, bytes, absolutePath);

  const unpacked = gunzip(bytes);
  if (typeof unpacked !== 'string') {
    const input = unpackedInput(path, unpacked.bytes, absolutePath);
    if (unpacked.garbageBytes === 0 || 'severity' in input) return input;
    return { ...input, warnings: [garbage(path, unpacked.garbageBytes)] };
  }
  const message = `${path} is packed with gzip, and its bytes cannot be unpacked: ${unpacked}.`;
  return { severity: 'error', code: 'bad-gzip', message };
}

/** gzip says so, too, and goes on. */
function garbage(path: string, count: number): Problem {
  const message = `${path} is packed with gzip, and what stands behind the packed bytes (${count} bytes) is ignored.`;
  return { severity: 'warning', code: 'gzip-garbage', message };
}

function tooLarge(path: string): Problem {
  const message = `${path} is larger than ${mostBytes >> 20} MiB, the most that any input may have.`;
  return { severity: 'error', code: 'file-too-large', message };
}

function unpackedInput(
  path: string,
  bytes: Uint8Array,
  absolutePath: string | undefined,
): TreeInput | Problem {
  if (isFdt(bytes)) return { kind: 'blob', path, bytes, absolutePath };
  const decoded = decodeSource(bytes);
  if (decoded !== undefined)
    return {
      kind: 'source',
      file: new SourceFile(path, decoded.text, { absolutePath, encoding: decoded.encoding }),
    };
  return sourceWithNuls(path, bytes, absolutePath) ?? notText(path, bytes, absolutePath);
}

/** Packed data and blobs mostly have a NUL in their first ten bytes; where not, they were taken for text that is no UTF-8. */
function looksBinary({ encoding, text }: SourceFile): boolean {
  return encoding === 'latin1' && (text.startsWith('\x1f\x8b') || text.startsWith('\xd0\x0d\xfe\xed'));
}

/** dtc takes NULs in strings; what begins as a source does may have them. */
function sourceWithNuls(
  path: string,
  bytes: Uint8Array,
  absolutePath: string | undefined,
): TreeInput | undefined {
  const head = decodeSource(bytes.subarray(0, bytes.indexOf(0)));
  if (head === undefined || !head.text.includes('/dts-v1/')) return undefined;
  return { kind: 'source', file: new SourceFile(path, latin1(bytes), { absolutePath, encoding: 'latin1' }) };
}

function notText(path: string, bytes: Uint8Array, absolutePath: string | undefined): Problem {
  const start = bytes.indexOf(0);
  const file = new SourceFile(path, latin1(bytes.subarray(0, start + 1)), {
    absolutePath,
    encoding: 'latin1',
  });
  return {
    severity: 'error',
    code: 'not-text',
    message: `${path} is neither text nor a device tree blob: it has a NUL byte at offset ${start}.`,
    place: { file, start, end: start + 1 },
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
