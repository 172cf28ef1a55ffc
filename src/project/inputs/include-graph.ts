import { dirname, resolve } from 'node:path';
import { decodeSource } from '../../source/decode.ts';
import { Sandbox } from '../../source/sandbox.ts';
import type { Project } from '../project.ts';
import { IncludeCandidates } from './include-candidates.ts';
import { type IncludeScan, scanIncludes } from './include-scan.ts';

export interface GraphOptions {
  /** `-I`. */
  readonly includeFolders?: readonly string[] | undefined;
  /** Further folders below which sources may be read. */
  readonly allowedFolders?: readonly string[] | undefined;
}

/** Boards that may read a file, and what is known of that. */
export interface ReachingBoards {
  /** Of those that were asked about, as they were given and in their order. */
  readonly boards: readonly string[];
  /** Those that looked for a file that is gone: what they read now does not show it. */
  readonly certain: ReadonlySet<string>;
}

/** Stands for all that cannot be told without preprocessing. */
const open = '?';

/**
 * Which boards include which files, found by a scan that reads each file once and preprocesses none. It follows includes in
 * comments and in branches that are not taken, so that it finds too many boards rather than too few: what a board really
 * read is known when it is loaded.
 */
export class IncludeGraph {
  readonly #project: Project;
  readonly #candidates: IncludeCandidates;
  readonly #scans = new Map<string, IncludeScan>();

  constructor(project: Project) {
    this.#project = project;
    this.#candidates = new IncludeCandidates(project.files);
  }

  /**
   * The boards that include any of these files, directly or not, or are one of them.
   *
   * @param targets paths; of files that are gone those where they stood
   */
  boardsReaching(
    boards: readonly string[],
    targets: readonly string[],
    options: GraphOptions = {},
  ): ReachingBoards {
    const { files } = this.#project;
    const wanted = targets.map((target) => this.#realOrAbsolute(target));
    const gone = wanted.filter((target) => files.access.kind(target) === undefined);

    const byFolder = new Map<string, { readonly given: string; readonly real: string }[]>();
    for (const given of boards) {
      const real = this.#realOrAbsolute(given);
      const group = byFolder.get(dirname(real));
      if (group === undefined) byFolder.set(dirname(real), [{ given, real }]);
      else group.push({ given, real });
    }

    const reaching = new Set<string>();
    const certain = new Set<string>();
    for (const group of byFolder.values()) {
      const includers = this.#includersIn(
        group.map(({ real }) => real),
        options,
      );
      const reached = closure(includers, [...wanted, open]);
      const missing = closure(includers, gone);
      for (const { given, real } of group) {
        if (reached.has(real)) reaching.add(given);
        if (missing.has(real)) certain.add(given);
      }
    }
    return { boards: boards.filter((board) => reaching.has(board)), certain };
  }

  /** For each file that boards of one folder may read, or look for, those that include it. */
  #includersIn(boards: readonly string[], options: GraphOptions): ReadonlyMap<string, readonly string[]> {
    const [first = ''] = boards;
    const { files } = this.#project;
    const tree = this.#project.sourceTreeOf(first);
    const folder = dirname(first);
    const includeFolders = [...(options.includeFolders ?? []), ...tree.includeFolders];
    const sandbox = new Sandbox(files, [
      folder,
      tree.root,
      ...includeFolders.map((one) => one.split('*')[0] ?? one),
      ...(options.allowedFolders ?? []),
    ]);

    const includers = new Map<string, string[]>();
    const seen = new Set(boards);
    const add = (included: string, from: string): void => {
      const known = includers.get(included);
      if (known === undefined) includers.set(included, [from]);
      else known.push(from);
    };
    for (const path of seen) {
      const { includes, isOpen } = this.#scan(path);
      if (isOpen) add(open, path);
      for (const include of includes) {
        const { missing, found } = this.#candidates.of(include, path, folder, includeFolders);
        for (const one of missing) add(one, path);
        for (const one of found) {
          add(one, path);
          if (sandbox.allows(one)) seen.add(one);
        }
      }
    }
    return includers;
  }

  #scan(path: string): IncludeScan {
    const known = this.#scans.get(path);
    if (known !== undefined) return known;

    const bytes = this.#project.files.access.read(path, this.#project.limits.fileBytes);
    const text = typeof bytes === 'string' ? undefined : decodeSource(bytes)?.text;
    const scan = scanIncludes(text ?? '');
    this.#scans.set(path, scan);
    return scan;
  }

  #realOrAbsolute(path: string): string {
    const { files } = this.#project;
    const absolute = resolve(files.workingFolder, path);
    const real = files.realPath(absolute);
    if (real !== undefined) return real;
    const folder = files.realPath(dirname(absolute));
    return folder === undefined ? absolute : resolve(folder, absolute.slice(dirname(absolute).length + 1));
  }
}

/** All from which one of these is reached, and these. */
function closure(
  includers: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
): ReadonlySet<string> {
  const reached = new Set(from);
  for (const path of reached) for (const includer of includers.get(path) ?? []) reached.add(includer);
  return reached;
}
