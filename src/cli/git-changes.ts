import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

const mostBytes = 256 << 20;

/**
 * The files that differ between where the current branch left `base` and the work tree: committed, not committed, and new ones
 * that git does not ignore; both names of what was moved.
 *
 * @param folder any inside the repository
 * @returns absolute paths; of files that are gone, where they stood
 * @throws UsageError where git cannot tell
 */
export function changedFiles(base: string, folder: string): readonly string[] {
  if (base.startsWith('-') || base === '') throw new UsageError(`--changed ${base}: no commit or branch.`);
  const top = git(folder, base, ['rev-parse', '--show-toplevel']).replace(/\n$/, '');
  const commit = git(top, base, ['rev-parse', '--verify', '--end-of-options', `${base}^{commit}`]).trim();
  const fork = git(top, base, ['merge-base', commit, 'HEAD']).trim();
  const differing = git(top, base, [
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--ignore-submodules',
    fork,
    '--',
  ]);
  const untracked = git(top, base, ['ls-files', '-z', '--others', '--exclude-standard']);
  const names = [...differing.split('\0'), ...untracked.split('\0')].filter((name) => name !== '');
  return [...new Set(names)].map((name) => resolve(top, name));
}

/** Without a shell; what it is given cannot be taken for options. */
function git(folder: string, base: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: mostBytes,
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
  });
  if (error !== undefined) throw new UsageError(`--changed ${base}: git cannot be run (${error.message}).`);
  if (status === 0) return stdout;
  const reason = args[0] === 'merge-base' && stderr === '' ? 'it has no commit in common with HEAD' : stderr;
  const help =
    args[0] === 'rev-parse' || args[0] === 'merge-base'
      ? 'In CI the history may not be there: fetch it (fetch-depth: 0).'
      : undefined;
  throw new UsageError(`--changed ${base}: ${reason.trim().split('\n')[0]}.`, help);
}
