import { dirname, resolve } from 'node:path';
import type { ProfileRequest } from '../../kernel/profile.ts';
import type { SourceTree } from '../../source/include-folders.ts';
import type { LintRequest } from '../lint-board.ts';
import type { Project } from '../project.ts';
import { type BoardRecord, readRecord, writeRecord } from './board-record.ts';
import { contentKey, hashOf } from './content-key.ts';
import { FileIdentities } from './file-identities.ts';
import { FileStamps } from './file-stamps.ts';
import { type IncludePlaces, includePlacesOf } from './include-places.ts';
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
  /** The files of overlays. */
  readonly overlays?: readonly string[];
  /** All else that its sources are read with. */
  readonly sources: unknown;
  readonly request: LintRequest;
}

/** All that a board's key is made of besides its path; with the objects that it was worked out from. */
interface Surroundings {
  readonly tree: SourceTree;
  readonly request: LintRequest;
  readonly sources: unknown;
  readonly given: readonly string[];
  /** Those given, and the tree's. */
  readonly includeFolders: readonly string[];
  readonly key: string | undefined;
}

interface Entry {
  /** Of the record's files, in their order. */
  readonly stamps: readonly string[];
  /** The folders, and links in them, that were asked where the includes in them lead. */
  readonly asked: readonly string[];
  /** Of the files and of what was asked: where it is the same, nothing need be read. */
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
  #last: Surroundings | undefined;

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

  #open(text: string, { places }: CachePlaces, kernel: ProfileRequest | undefined): LintedInput | undefined {
    const { stamps, asked, identity, record } = JSON.parse(text) as Entry;
    const isUntouched =
      identity !== undefined && this.#identities.of([...record.files, ...asked]) === identity;
    if (isUntouched) return readRecord(record, this.#project.files, kernel);

    const isSame =
      stamps.length === record.files.length &&
      stamps.every((stamp, index) => this.#stamps.of(record.files[index] ?? '', places) === stamp);
    return isSame ? readRecord(record, this.#project.files, kernel) : undefined;
  }

  /** Keeps what came of a board, where that can be kept. False where the store cannot be written. */
  put(cached: CachedRequest, fresh: FreshInput): boolean {
    const place = this.#placeOf(cached);
    const record = writeRecord(fresh);
    if (place === undefined || record === undefined) return true;

    const { places } = place;
    const stamps = fresh.files.map((file) => this.#stamps.ofText(file, places));
    if (stamps.includes(undefined)) return true;
    const paths = fresh.files.flatMap(({ absolutePath }) => absolutePath ?? []);
    const asked = this.#stamps.askedFor(paths, places);
    const identity = this.#identities.of([...paths, ...asked]);
    const checked = JSON.stringify({ stamps, asked, identity });
    return this.#store.write(place.key, `${checked.slice(0, -1)},"record":${record}}`);
  }

  #placeOf(cached: CachedRequest): CachePlaces | undefined {
    const { input, overlays = [] } = cached;
    const { files } = this.#project;
    const path = files.realPath(input) ?? resolve(files.workingFolder, input);
    const { key, includeFolders } = this.#surroundingsOf(cached, this.#project.sourceTreeOf(path));
    if (key === undefined) return undefined;

    const places = [{ inputFolder: dirname(path), includeFolders }];
    for (const overlay of overlays)
      places.push(includePlacesOf(this.#project, overlay, cached.includeFolders));
    return { key: hashOf(`${key}\n${input}\n${path}`), places };
  }

  /** What neighbours share: worked out again where anything differs from the board before. */
  #surroundingsOf({ includeFolders, sources, request }: CachedRequest, tree: SourceTree): Surroundings {
    const last = this.#last;
    const isSame =
      last !== undefined &&
      last.tree === tree &&
      last.request === request &&
      last.sources === sources &&
      last.given === includeFolders;
    if (isSame) return last;

    const all = [...includeFolders, ...tree.includeFolders];
    const { workingFolder } = this.#project.files;
    // What a macro of the command line asks for stands in no file.
    const asksForMore = /__has_|incbin/.test(JSON.stringify(sources));
    const key = asksForMore
      ? undefined
      : contentKey([this.#version, workingFolder, tree.root, all, sources, request]);
    this.#last = { tree, request, sources, given: includeFolders, includeFolders: all, key };
    return this.#last;
  }
}

/** An entry's name, and where its sources look for includes: the board, then each overlay. */
interface CachePlaces {
  readonly key: string;
  readonly places: readonly IncludePlaces[];
}
