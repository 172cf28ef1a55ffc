import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compileTree } from '../../src/project/compile-tree.ts';
import { Project } from '../../src/project/project.ts';
import { openTreeInput } from '../../src/project/tree-input.ts';
import { diskFiles, type FileAccess } from '../../src/source/file-access.ts';
import { generateTree } from './engines/generate-tree.ts';
import { sourceInput, textOf } from './fuzz-input.ts';
import { openFiles } from './open-files.ts';
import type { Random } from './random.ts';

/** A source with all that it includes. */
export interface Seed {
  readonly main: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface SeedPath {
  readonly folder: string;
  readonly path: string;
}

/** Larger sources make executions slow, and say nothing that smaller ones do not. */
const mostSourceBytes = 24 << 10;
const mostClosureBytes = 300 << 10;
const mostBlobBytes = 100 << 10;
const mostHeld = 200;

/** The inputs that mutations begin with: sources and blobs below some folders, always in the same order. */
export class Seeds {
  readonly #sources: readonly SeedPath[];
  readonly #blobs: readonly SeedPath[];
  readonly #held = new Map<SeedPath, Seed | undefined>();

  constructor(folders: readonly string[]) {
    // What is read is told without symbolic links, and shall lie below.
    const whole = folders.map((folder) => realpathSync(folder));
    const all = whole.flatMap((folder) => filesBelow(folder).map((path) => ({ folder, path })));
    this.#sources = all.filter(({ folder, path }) =>
      isSmall(join(folder, path), /\.(dts|dtso)$/, mostSourceBytes),
    );
    this.#blobs = all.filter(({ folder, path }) =>
      isSmall(join(folder, path), /\.(dtb|dtbo|itb)$/, mostBlobBytes),
    );
  }

  get count(): number {
    return this.#sources.length + this.#blobs.length;
  }

  /** A source; a generated one where there are none, and now and then. */
  source(random: Random): Seed {
    for (let tries = 0; tries < 4 && this.#sources.length > 0; tries++) {
      const seed = this.#read(random.pick(this.#sources));
      if (seed !== undefined) return seed;
    }
    const { main, files } = sourceInput('seed', generateTree(random));
    return { main, files };
  }

  /** A text that pieces are taken from. */
  text(random: Random): string {
    const { main, files } = this.source(random);
    return textOf(files.get(main) ?? new Uint8Array());
  }

  /** A blob: one of the folders, or one that we write of a source. */
  blob(random: Random, symbols: boolean = random.oneIn(2)): Uint8Array {
    if (this.#blobs.length > 0 && random.oneIn(2)) {
      const { folder, path } = random.pick(this.#blobs);
      return readFileSync(join(folder, path));
    }
    for (let tries = 0; tries < 4; tries++) {
      const { main, files } = random.oneIn(2)
        ? this.source(random)
        : sourceInput('seed', generateTree(random));
      const opened = openFiles(files, main);
      const { blob } =
        'severity' in opened.input
          ? { blob: undefined }
          : compileTree(opened.input, { project: opened.project, symbols });
      if (blob !== undefined) return blob;
    }
    return emptyBlob();
  }

  #read(path: SeedPath): Seed | undefined {
    if (!this.#held.has(path)) {
      if (this.#held.size >= mostHeld) this.#held.clear();
      this.#held.set(path, readClosure(path));
    }
    return this.#held.get(path);
  }
}

/** The source and every file that reading it opens; undefined where that is too much. */
function readClosure({ folder, path }: SeedPath): Seed | undefined {
  const opened = new Set<string>();
  const project = new Project({ access: recording(opened), workingFolder: folder });
  const input = openTreeInput(project.files, join(folder, path));
  if ('severity' in input) return undefined;
  compileTree(input, { project });

  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const file of opened) {
    const below = relative(folder, file).split(sep).join('/');
    if (below.startsWith('..')) continue;
    const content = readFileSync(file);
    bytes += content.length;
    files.set(below, content);
  }
  // By this folder carveout knows the tree's include folders.
  if (existsSync(join(folder, 'include/dt-bindings')))
    files.set('include/dt-bindings/empty.h', new Uint8Array());
  return bytes > mostClosureBytes ? undefined : { main: path, files };
}

function recording(opened: Set<string>): FileAccess {
  return {
    ...diskFiles,
    read(path, maxBytes) {
      const bytes = diskFiles.read(path, maxBytes);
      if (typeof bytes !== 'string') opened.add(path);
      return bytes;
    },
  };
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => name.split(sep).join('/')).sort();
}

function isSmall(path: string, kind: RegExp, most: number): boolean {
  return kind.test(path) && statSync(path).size <= most;
}

function emptyBlob(): Uint8Array {
  const { files, main } = sourceInput('seed', '/dts-v1/; / { };');
  const { input, project } = openFiles(files, main);
  return ('severity' in input ? undefined : compileTree(input, { project }).blob) ?? new Uint8Array(40);
}
