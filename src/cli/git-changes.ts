import { resolve } from 'node:path';
import { commitOf, git } from './git.ts';

/**
 * The files that differ between where the current branch left `base` and the work tree: committed, not committed, and new ones
 * that git does not ignore; both names of what was moved.
 *
 * @param folder any inside the repository
 * @returns absolute paths; of files that are gone, where they stood
 * @throws UsageError where git cannot tell
 */
export function changedFiles(base: string, folder: string): readonly string[] {
  const asked = `--changed ${base}`;
  const { top, commit } = commitOf(asked, folder, base);
  const fork = git(asked, top, ['merge-base', commit, 'HEAD']).trim();
  const differing = git(asked, top, [
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--ignore-submodules',
    fork,
    '--',
  ]);
  const untracked = git(asked, top, ['ls-files', '-z', '--others', '--exclude-standard']);
  const names = [...differing.split('\0'), ...untracked.split('\0')].filter((name) => name !== '');
  return [...new Set(names)].map((name) => resolve(top, name));
}
