import { dirname, resolve } from 'node:path';
import type { ProfileRequest } from '../../kernel/profile.ts';
import type { LintRequest } from '../lint-board.ts';
import type { Project } from '../project.ts';
import { type BoardRecord, readRecord, writeRecord } from './board-record.ts';
import { contentKey, hashOf } from './content-key.ts';
import { FileIdentities } from './file-identities.ts';
import { FileStamps, type IncludePlaces } from './file-stamps.ts';
import type { FreshInput, LintedInput } from './linted-input.ts';

/** Where entries are kept. */
export interface CacheStore {
  read(name: string): string | undefined;
  /** Whether it could be written. */
  write(name: string, text: string): boolean;
}

/** A board, and all that its result depends on besides its files. */
export interface CachedRequest {
  /** As the user gave it. */
  readonly input: string;
  /** `-I`, in order, a build's first. */
  readonly includeFolders: readonly string[];
  /** All else that its sources are read with. */
  readonly sources: unknown;
  readonly request: LintRequest;
}

interface Entry {
  /** Of the record's files, in their order. */
  readonly stamps: readonly string[];
  /** Where the includes in them were looked for. */
  readonly folders: readonly string[];
  /** Of the files and the folders: where it is the same, nothing need be read. */
  readonly identity?: string | undefined;
  readonly record: BoardRecord;
}

/**
 * What came of boards in earlier runs. An entry is found by the board and the options, and holds if the text of every file that the
 * board had read is what it was, and all includes in them lead to the same files. Where the file system says that nothing has
 * happened to those files and folders, they are not even read. It is good for one version of the program.
 */
export class LintCache {
  readonly #project: Project;
  readonly #store: CacheStore;
  readonly #version: string;
  readonly #stamps: FileStamps;
  readonly #identities: FileIdentities;

  constructor(project: Project, store: CacheStore, version: string) {
    this.#project = project;
    this.#store = store;
    this.#version = version;
    this.#stamps = new FileStamps(project);
    this.#identities = new FileIdentities(project.files.access, performance.timeOrigin);
  }

  get(cached: CachedRequest): LintedInput | undefined {
    const place = this.#placeOf(cached);
    const text = place && this.#store.read(place.key);
    if (place === undefined || text === undefined) return undefined;

    try {
      return this.#open(text, place, cached.request.kernel);
    } catch {
      // Whoever wrote it, it was not this program.
      return undefined;
    }
  }

  #open(text: string, place: IncludePlaces, kernel: ProfileRequest | undefined): LintedInput | undefined {
    const { stamps, folders, identity, record } = JSON.parse(text) as Entry;
    const isUntouched =
      identity !== undefined && this.#identities.of([...record.files, ...folders]) === identity;
    if (isUntouched) return readRecord(record, this.#project.files, kernel);

    const isSame =
      stamps.length === record.files.length &&
      stamps.every((stamp, index) => this.#stamps.of(record.files[index] ?? '', place) === stamp);
    return isSame ? readRecord(record, this.#project.files, kernel) : undefined;
  }

  /** Keeps what came of a board, where that can be kept. False where the store cannot be written. */
  put(cached: CachedRequest, fresh: FreshInput): boolean {
    const place = this.#placeOf(cached);
    const record = writeRecord(fresh);
    if (place === undefined || record === undefined) return true;

    const stamps = fresh.files.map((file) => this.#stamps.ofText(file, place));
    if (stamps.includes(undefined)) return true;
    const paths = fresh.files.flatMap(({ absolutePath }) => absolutePath ?? []);
    const folders = this.#stamps.foldersOf(paths, place);
    const identity = this.#identities.of([...paths, ...folders]);
    const checked = JSON.stringify({ stamps, folders, identity });
    return this.#store.write(place.key, `${checked.slice(0, -1)},"record":${record}}`);
  }

  #placeOf({
    input,
    includeFolders,
    sources,
    request,
  }: CachedRequest): (IncludePlaces & { readonly key: string }) | undefined {
    const { files } = this.#project;
    const path = files.realPath(input) ?? resolve(files.workingFolder, input);
    const tree = this.#project.sourceTreeOf(path);
    const all = [...includeFolders, ...tree.includeFolders];
    const key = contentKey([
      this.#version,
      files.workingFolder,
      input,
      path,
      tree.root,
      all,
      sources,
      request,
    ]);
    if (key === undefined) return undefined;
    return { key: hashOf(key), inputFolder: dirname(path), includeFolders: all };
  }
}
