import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The path behind a URI, without symbolic links; for an unsaved document one in the working folder. Undefined for what is on no disk of
 * this machine: an older version that a viewer shows, a file on another host.
 */
export function pathOfUri(uri: string, workingFolder: string): string | undefined {
  try {
    const url = new URL(uri);
    if (url.protocol === 'untitled:') return join(workingFolder, basename(decodeURIComponent(url.pathname)));
    return url.protocol === 'file:' ? withoutLinks(fileURLToPath(url)) : undefined;
  } catch {
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** Of a file that is not there yet, that of its folder. */
function withoutLinks(path: string): string {
  const real = realPath(path);
  if (real !== undefined) return real;
  const folder = realPath(dirname(path));
  return folder === undefined ? path : join(folder, basename(path));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
