import { isFdt } from '../fdt/dtb-header.ts';
import { decodeSource } from '../source/decode.ts';
import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { isTreeFolder } from '../source/tree-folder.ts';

/** What a tree can be read from; its kind is told by its content, never by its name. */
export type TreeInput =
  | { readonly kind: 'source'; readonly file: SourceFile }
  | {
      readonly kind: 'blob';
      /** As shown to the user. */
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly absolutePath: string | undefined;
    }
  /** An unpacked tree such as /proc/device-tree. */
  | { readonly kind: 'folder'; readonly path: string };

/** The largest blob upstream has 0.3 MB; a FIT image may have some MiB. */
const mostBytes = 64 << 20;

/** Opens a source, a blob or a device-tree folder; or says why that is impossible. */
export function openTreeInput(files: FileStore, path: string): TreeInput | Problem {
  const file = files.open(path);
  if (file instanceof SourceFile) return { kind: 'source', file };

  if (file.code === 'is-a-folder') {
    const real = files.realPath(path);
    return real !== undefined && isTreeFolder(files.access, real) ? { kind: 'folder', path } : file;
  }
  const absolutePath = file.code === 'not-text' ? files.realPath(path) : undefined;
  if (absolutePath === undefined) return file;
  const bytes = files.access.read(absolutePath, mostBytes);
  if (typeof bytes === 'string') return file;
  const shown = files.displayPath(absolutePath);
  if (isFdt(bytes)) return { kind: 'blob', path: shown, bytes, absolutePath };
  return sourceWithNuls(shown, bytes, absolutePath) ?? file;
}

/** The same for bytes that are in no file: standard input. */
export function treeInputOf(path: string, bytes: Uint8Array): TreeInput | Problem {
  if (isFdt(bytes)) return { kind: 'blob', path, bytes, absolutePath: undefined };
  const decoded = decodeSource(bytes);
  if (decoded !== undefined)
    return { kind: 'source', file: new SourceFile(path, decoded.text, { encoding: decoded.encoding }) };
  const source = sourceWithNuls(path, bytes, undefined);
  if (source !== undefined) return source;
  return {
    severity: 'error',
    code: 'not-text',
    message: `${path} is neither text nor a device tree blob: it has a NUL byte at offset ${bytes.indexOf(0)}.`,
  };
}

/** dtc takes NULs in strings; what begins as a source does may have them. */
function sourceWithNuls(
  path: string,
  bytes: Uint8Array,
  absolutePath: string | undefined,
): TreeInput | undefined {
  const head = decodeSource(bytes.subarray(0, bytes.indexOf(0)));
  if (head === undefined || !head.text.includes('/dts-v1/')) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return { kind: 'source', file: new SourceFile(path, text, { absolutePath, encoding: 'latin1' }) };
}
