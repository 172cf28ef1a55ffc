import { resolve } from 'node:path';
import type { BoardRecord } from '../project/inputs/board-record.ts';
import type { CachedRequest, LintCache } from '../project/inputs/lint-cache.ts';
import type { FreshInput, LintedInput } from '../project/inputs/linted-input.ts';
import type { Project } from '../project/project.ts';
import type { InputPlan, PlanArguments } from './lint-plan.ts';
import { type BoardReader, openProject } from './read-board.ts';

/** Where results of earlier runs are kept, and which program made them. */
export interface CachePlace {
  readonly folder: string;
  readonly version: string;
}

/** The files that inputs of one configuration share. */
interface OpenProject {
  readonly args: PlanArguments;
  readonly project: Project;
  readonly read: BoardReader;
  /** What the sources of boards without a build are read with. */
  readonly sources: SourceSettings;
  cache: LintCache | undefined;
}

/** Lints boards one by one; those of one configuration share their files. */
export class BoardLinter {
  readonly cachePlace: CachePlace | undefined;
  /** Options of the same content have the same one. */
  readonly #projects = new Map<PlanArguments, OpenProject>();
  readonly #lintsOnce: boolean;
  /** Whether something was to be kept and could not. */
  isCacheDenied = false;

  /** @param options `lintsOnce`: no board is linted again by this one, so that what only it has read need not be held */
  constructor(cachePlace?: CachePlace, { lintsOnce = false }: { readonly lintsOnce?: boolean } = {}) {
    this.cachePlace = cachePlace;
    this.#lintsOnce = lintsOnce;
  }

  /** The files of each configuration that boards were linted for. */
  get projects(): readonly Project[] {
    return this.#opened.map(({ project }) => project);
  }

  /** Those that boards with these options were linted with. */
  projectOf(args: PlanArguments): Project | undefined {
    return this.#projects.get(args)?.project;
  }

  /** Has these files read again, and whatever was looked for and not found looked for again. */
  async forget(paths: readonly string[]): Promise<void> {
    for (const opened of this.#opened) {
      // Overlays are read when their project is opened.
      if (opened.args.overlay.some((overlay) => paths.includes(resolve(overlay)))) this.#drop(opened);
      for (const path of paths) opened.project.files.forget(path);
      opened.cache = await this.#openCache(opened.project);
    }
  }

  #drop(opened: OpenProject): void {
    for (const [args, one] of this.#projects) if (one === opened) this.#projects.delete(args);
  }

  /** From the cache, if it is there. */
  async lint(plan: InputPlan): Promise<LintedInput> {
    const known = await this.known(plan);
    if (known !== undefined) return known;
    // The files are no more needed, and would be kept to the end of the run with all that was made of them.
    const { board, problems, paths } = await this.lintAndKeep(plan);
    return { board, problems, paths };
  }

  /** What the cache has of a board. */
  async known(plan: InputPlan): Promise<LintedInput | undefined> {
    if (this.cachePlace === undefined || plan.isStream) return undefined;
    const { cache, sources } = await this.#open(plan.args);
    return cache?.get(cachedRequest(plan, sources));
  }

  /** The board that a record of another thread tells of. */
  async ofRecord(plan: InputPlan, record: string): Promise<LintedInput | undefined> {
    const { readRecord } = await import('../project/inputs/board-record.ts');
    const { project } = await this.#open(plan.args);
    return readRecord(JSON.parse(record) as BoardRecord, project.files, plan.request.kernel);
  }

  async lintAndKeep(plan: InputPlan): Promise<FreshInput> {
    const { cache, project, sources } = await this.#open(plan.args);
    const isShared = project.files.has(plan.input);
    const fresh = await this.#lintFresh(plan);
    if (cache !== undefined && !plan.isStream && !cache.put(cachedRequest(plan, sources), fresh))
      this.isCacheDenied = true;
    const [own] = fresh.files;
    if (this.#lintsOnce && !isShared && own !== undefined) project.drop(own);
    return fresh;
  }

  async #lintFresh(plan: InputPlan): Promise<FreshInput> {
    const { lintBoard } = await import('../project/lint-board.ts');
    const { read } = await this.#open(plan.args);
    const { board, problems, files } = read(plan.input, plan.build);
    const fresh = {
      board: board && lintBoard(board, plan.request, files),
      problems,
      files,
      paths: files.map(({ absolutePath }) => absolutePath),
      arch: plan.request.kernel?.arch ?? board?.arch,
    };
    return withShownPath(plan, fresh);
  }

  async #open(args: PlanArguments): Promise<OpenProject> {
    const known = this.#projects.get(args) ?? (await this.#openedLike(args));
    if (known !== undefined) {
      this.#projects.set(args, known);
      return known;
    }
    const { project, read } = await openProject(args);
    const opened = {
      ...{ args, project, read, sources: sourceSettings(args, undefined) },
      cache: await this.#openCache(project),
    };
    this.#projects.set(args, opened);
    return opened;
  }

  get #opened(): readonly OpenProject[] {
    return [...new Set(this.#projects.values())];
  }

  /** One with options that say the same. */
  async #openedLike(args: PlanArguments): Promise<OpenProject | undefined> {
    if (this.#projects.size === 0) return undefined;
    const { contentKey } = await import('../project/inputs/content-key.ts');
    const key = contentKey(args);
    return this.#opened.find((opened) => key !== undefined && contentKey(opened.args) === key);
  }

  async #openCache(project: Project): Promise<LintCache | undefined> {
    if (this.cachePlace === undefined) return undefined;
    const { CacheFolder } = await import('../source/cache-folder.ts');
    const { LintCache } = await import('../project/inputs/lint-cache.ts');
    const { folder, version } = this.cachePlace;
    return new LintCache(project, new CacheFolder(folder), version);
  }
}

/** The part of a cached request that many boards share. */
type SourceSettings = Pick<CachedRequest, 'includeFolders' | 'overlays' | 'sources'>;

function sourceSettings(args: PlanArguments, build: InputPlan['build']): SourceSettings {
  const { include, allow, define, overlay, configuration } = args;
  const { maxNesting, maxIncludeDepth, maxIncludes, maxExpansion, maxFileSize, maxTokens } = args;
  return {
    includeFolders: [...(build?.includeFolders ?? []), ...include],
    overlays: [...(build?.overlays ?? []), ...overlay],
    sources: {
      ...{ build, allow, define, overlay, configuration },
      ...{ maxNesting, maxIncludeDepth, maxIncludes, maxExpansion, maxFileSize, maxTokens },
    },
  };
}

/** @param sources those of the plan's options, for a board without a build */
function cachedRequest({ input, build, args, request }: InputPlan, sources: SourceSettings): CachedRequest {
  return { input, ...(build === undefined ? sources : sourceSettings(args, build)), request };
}

/** A composite blob shares its source with the plain one. */
function withShownPath<T extends LintedInput>({ build }: InputPlan, linted: T): T {
  if (build === undefined || build.overlays.length === 0 || linted.board === undefined) return linted;
  return { ...linted, board: { ...linted.board, path: build.target } };
}
