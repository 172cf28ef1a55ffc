import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One device that points at a region, as regions.ndjson.gz lists it. */
export interface ExpectedUser {
  readonly node: string;
  readonly property: string;
  readonly index: number;
  readonly available: boolean;
}

type ExpectedRange = readonly [base: string, size: string];

export interface ExpectedRegion {
  readonly node: string;
  readonly labels: readonly string[];
  readonly available: boolean;
  readonly compatible: readonly string[];
  readonly noMap: boolean;
  readonly reusable: boolean;
  readonly cmaDefault: boolean;
  readonly dmaDefault: boolean;
  readonly properties: readonly string[];
  readonly source: readonly string[];
  readonly reg?: readonly ExpectedRange[];
  readonly size?: string;
  readonly alignment?: string;
  readonly 'alloc-ranges'?: readonly ExpectedRange[];
  readonly users: readonly ExpectedUser[];
}

export interface ExpectedBoard {
  readonly board: string;
  readonly addressCells: number;
  readonly sizeCells: number;
  readonly memreserve: readonly ExpectedRange[];
  readonly memory: readonly {
    readonly node: string;
    readonly available: boolean;
    readonly reg: readonly ExpectedRange[];
  }[];
  readonly regions: readonly ExpectedRegion[];
}

/** The corpus folder, with its sources unpacked. */
export interface Corpus {
  /** The folder as given. */
  readonly folder: string;
  /** Holds `src/` and `include/`. */
  readonly sources: string;
  readonly boards: readonly ExpectedBoard[];
  /** Paths of the overlays' sources. */
  readonly overlays: readonly string[];
  /** Paths of all sources: boards, overlays, what they include, and headers. */
  readonly files: readonly string[];
}

/** Opens the corpus, unpacking its sources into the system's temporary folder at the first time. */
export function openCorpus(folder: string): Corpus {
  const lines = gunzipSync(readFileSync(join(folder, 'regions.ndjson.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const sources = realpathSync(unpackedSources(folder));
  return {
    folder,
    sources,
    boards: lines.map((line) => JSON.parse(line) as ExpectedBoard),
    overlays: overlaysOf(readFileSync(join(folder, 'dtb-sha256.txt'), 'utf8')),
    files: [...filesBelow(sources, 'include'), ...filesBelow(sources, 'src')],
  };
}

function overlaysOf(hashes: string): readonly string[] {
  return [...hashes.matchAll(/\S+(?=\.dtbo$)/gm)].map(([path]) => `src/${path}.dtso`);
}

function filesBelow(sources: string, folder: string): readonly string[] {
  return readdirSync(join(sources, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(dts|dtsi|dtso|h)$/.test(path))
    .sort()
    .map((path) => `${folder}/${path}`);
}

function unpackedSources(folder: string): string {
  if (existsSync(join(folder, 'src'))) return folder;

  const archive = join(folder, 'dts.tar.xz');
  const { size, mtimeMs } = statSync(archive);
  const key = createHash('sha256').update(`${archive} ${size} ${mtimeMs}`).digest('hex').slice(0, 12);
  const target = join(tmpdir(), `carveout-corpus-${key}`);
  if (existsSync(target)) return target;

  // Unpacked beside and renamed, so that a run that was broken off leaves no half of a corpus.
  const partial = `${target}-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { status, error } = spawnSync('tar', ['-C', partial, '-xJf', archive], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new Error(`tar could not unpack ${archive}: ${error?.message ?? `exit status ${status}`}`);
  }
  renameSync(partial, target);
  return target;
}
