import { dirname, isAbsolute, join } from 'node:path';
import type { FileStore } from '../source/file-store.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { outsideSandbox, Sandbox } from '../source/sandbox.ts';

/** Firmware that boards carry in their tree has some 100 KiB. */
const mostBytes = 16 << 20;

/** What reads the files of a board's /incbin/: beside the file that names them, then in the include folders, and nowhere else. */
export function binaryReader(
  files: FileStore,
  includeFolders: readonly string[],
  allowedFolders: readonly string[],
  onRead?: (absolutePath: string) => void,
): (path: string, place: Place) => Uint8Array | Problem {
  const sandbox = new Sandbox(files, [...includeFolders, ...allowedFolders]);

  return (path, place) => {
    const beside = place.file.absolutePath;
    const folders = [...(beside === undefined ? [] : [dirname(beside)]), ...includeFolders];
    const candidates = isAbsolute(path) ? [path] : folders.map((folder) => join(folder, path));
    const found = candidates.flatMap((candidate) => files.realPath(candidate) ?? []);
    const real = found.find((each) => sandbox.allows(each));
    const [outside] = found;
    if (real === undefined) {
      return outside === undefined
        ? problem('file-not-found', `The file "${path}" of /incbin/ is not found.`, place)
        : { ...outsideSandbox(files, sandbox, `The file "${path}" of /incbin/`, outside), place };
    }
    onRead?.(real);
    const bytes = files.access.read(real, mostBytes);
    return typeof bytes === 'string'
      ? problem(
          'file-unreadable',
          `The file "${path}" of /incbin/ cannot be read: it is ${faultText[bytes]}.`,
          place,
        )
      : bytes;
  };
}

const faultText = {
  missing: 'missing',
  folder: 'a folder',
  unreadable: 'not ours to read',
  'too-large': `larger than ${mostBytes >> 20} MiB`,
  special: 'a device, a pipe or a socket',
} as const;

function problem(code: string, message: string, place: Place): Problem {
  return { severity: 'error', code, message, place };
}
