import { dirname } from 'node:path';

const { existsSync, mkdirSync } = process.getBuiltinModule('fs');

/**
 * Makes a folder and those above it. Not by `recursive`, with which Node never returns where a file system has no new folders
 * (/proc).
 *
 * @throws what the system says
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another run has made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}
