import { globSync } from 'tinyglobby';

/** The files of a pattern below a folder, absolute and sorted. */
export function globFiles(pattern: string, folder: string): readonly string[] {
  return globSync(pattern, {
    cwd: folder,
    absolute: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**', '**/.git/**'],
  }).sort();
}
