import type { Hook } from '../../kernel/hooks/hook.ts';
import { diskFiles } from '../../source/file-access.ts';
import type { Problem } from '../../source/problem.ts';
import { threadMegabytes } from '../../source/worker-thread.ts';
import { HookFile } from './hook-file.ts';

/** How long things may take, in milliseconds. */
export interface HookLimits {
  /** Starting the thread. */
  readonly startMs: number;
  /** Loading a file: its top level. */
  readonly loadMs: number;
  /** One call of a hook. */
  readonly callMs: number;
}

export const hookLimits: HookLimits = { startMs: 20_000, loadMs: 5000, callMs: 1000 };

/** The hooks of files that the user named. */
export interface LoadedHooks {
  /** In the order of their declarations. None where there are problems. */
  readonly hooks: readonly Hook[];
  /** What is wrong with the files, and, while the hooks are in use, what goes wrong in them. */
  readonly problems: readonly Problem[];
  /** Once this thread is idle: `problems`, with threads that died for want of memory told from slow ones. */
  settle(): Promise<readonly Problem[]>;
  /** Ends their threads. The hooks cannot be used any more. */
  close(): void;
}

/**
 * Runs files of hooks, each in a thread of its own, and gives what they declare (docs/hooks.md). Where a hook fails later on, its
 * thread is ended, `problems` has one more entry, and from then on its calls return -EINVAL.
 */
export function loadHooks(paths: readonly string[], limits: HookLimits = hookLimits): LoadedHooks {
  const problems: Problem[] = [];
  const files: HookFile[] = [];
  for (const path of paths) {
    const fault = fileFault(path);
    if (fault === undefined) files.push(HookFile.load(path, limits, (problem) => problems.push(problem)));
    else problems.push(fault);
  }
  for (const problem of twice(files)) problems.push(problem);

  const close = (): void => {
    for (const file of files) file.close();
  };
  const settle = async (): Promise<readonly Problem[]> => {
    const mended: Problem[] = [];
    for (const problem of problems) mended.push(await withoutMemory(problem, files));
    return mended;
  };
  if (problems.length === 0) return { hooks: files.flatMap(({ hooks }) => hooks), problems, settle, close };
  close();
  return { hooks: [], problems, settle, close };
}

async function withoutMemory(problem: Problem, files: readonly HookFile[]): Promise<Problem> {
  const file = files.find(({ path }) => problem.message.startsWith(`--hooks ${path}: `));
  const isSlow = problem.code === 'hooks-failed' && / took over /.test(problem.message);
  if (!isSlow || file === undefined || !(await file.ranOutOfMemory())) return problem;
  return {
    ...problem,
    message: problem.message.replace(/ took over .*$/, ` needs more than ${threadMegabytes} MiB of memory.`),
  };
}

function fileFault(path: string): Problem | undefined {
  const kind = diskFiles.kind(path);
  if (kind === 'file') return undefined;
  return {
    severity: 'error',
    code: 'hooks-unreadable',
    message:
      kind === 'folder' ? `--hooks ${path}: this is a folder.` : `--hooks ${path}: there is no such file.`,
    help: 'A JavaScript or TypeScript module is expected; see docs/hooks.md.',
  };
}

/** Compatibles that are declared twice: the kernel would ask both, which nobody means. */
function* twice(files: readonly HookFile[]): Iterable<Problem> {
  const first = new Map<string, string>();
  for (const { path, hooks } of files) {
    for (const { compatible } of hooks) {
      const known = first.get(compatible.toLowerCase());
      if (known === undefined) {
        first.set(compatible.toLowerCase(), path);
        continue;
      }
      const where = known === path ? 'before in the same file' : `in ${known} as well`;
      yield {
        severity: 'error',
        code: 'hooks-twice',
        message: `--hooks ${path}: declares a hook for '${compatible}', which is declared ${where}.`,
      };
    }
  }
}
