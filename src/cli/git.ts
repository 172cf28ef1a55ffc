import { spawnSync } from 'node:child_process';
import { UsageError } from './usage-error.ts';

const mostBytes = 256 << 20;

/** What git said, or why it said nothing. */
export type GitAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `reason` is git's own first line; empty where it has none. */
  | { readonly ok: false; readonly reason: string; readonly isTooLong: boolean };

/**
 * Runs git without a shell, with nothing that it could write or fetch; what it is given cannot be taken for options.
 *
 * @param asked the option that it is run for, for the message
 * @throws UsageError where there is no git
 */
export function askGit(
  asked: string,
  folder: string,
  args: readonly string[],
  most: number = mostBytes,
): GitAnswer {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
    maxBuffer: most,
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
  });
  const isTooLong = error !== undefined && 'code' in error && error.code === 'ENOBUFS';
  if (error !== undefined && !isTooLong)
    throw new UsageError(`${asked}: git cannot be run (${error.message}).`);
  if (status === 0 && !isTooLong) return { ok: true, bytes: stdout };
  return { ok: false, reason: reasonOf(stderr.toString()), isTooLong };
}

/** Its first line, without the full stop. */
function reasonOf(said: string): string {
  return (said.trim().split('\n')[0] ?? '').replace(/^fatal: /, '').replace(/\.$/, '');
}

/** The same for what must succeed, as text. @throws UsageError where it does not */
export function git(asked: string, folder: string, args: readonly string[]): string {
  const answer = askGit(asked, folder, args);
  if (answer.ok) return new TextDecoder().decode(answer.bytes);
  const reason =
    args[0] === 'merge-base' && answer.reason === '' ? 'it has no commit in common with HEAD' : answer.reason;
  const isShallow = args.includes('--verify') || args[0] === 'merge-base';
  const help = isShallow ? 'In CI the history may not be there: fetch it (fetch-depth: 0).' : undefined;
  throw new UsageError(`${asked}: ${reason}.`, help);
}

/** Where the repository of a folder begins, and the commit that a branch, a tag or a commit's name stands for. @throws UsageError */
export function commitOf(
  asked: string,
  folder: string,
  revision: string,
): { readonly top: string; readonly commit: string } {
  if (revision.startsWith('-') || revision === '') throw new UsageError(`${asked}: no commit or branch.`);
  const top = git(asked, folder, ['rev-parse', '--show-toplevel']).replace(/\n$/, '');
  const named = ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`];
  return { top, commit: git(asked, top, named).trim() };
}
