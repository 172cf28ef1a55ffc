import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { decodeSource } from './decode.ts';
import { diskFiles, type FileAccess, type FileFault } from './file-access.ts';
import { defaultLimits, howToRaise } from './limits.ts';
import type { Place } from './place.ts';
import type { Problem } from './problem.ts';
import { SourceFile } from './source-file.ts';

export interface FileStoreOptions {
  /** Default: the disk. */
  readonly access?: FileAccess;
  /** Absolute; paths below it are shown relative to it. Default: the process's working folder. */
  readonly workingFolder?: string;
  /** Default: 64 MiB. */
  readonly maxFileBytes?: number;
}

/**
 * The files of a whole run: each is read and decoded once, whoever asks for it and by whatever path.
 *
 * Reading knows no sandbox; {@link Sandbox} says which of them a board may include.
 */
export class FileStore {
  readonly access: FileAccess;
  readonly workingFolder: string;
  readonly #maxFileBytes: number;
  readonly #byRealPath = new Map<string, SourceFile | Problem>();
  readonly #realPaths = new Map<string, string | undefined>();
  readonly #given = new Set<SourceFile>();
  #missing: Map<string, Problem> = new Map();
  #generation = 0;

  constructor(options: FileStoreOptions = {}) {
    this.access = options.access ?? diskFiles;
    this.workingFolder = options.workingFolder ?? process.cwd();
    this.#maxFileBytes = options.maxFileBytes ?? defaultLimits.fileBytes;
  }

  /**
   * The text of a file, which may be empty; or why there is none: `file-not-found`, `is-a-folder`, `not-a-file`,
   * `file-unreadable`, `file-too-large`, `not-text`.
   *
   * @param path absolute, or relative to the working folder
   */
  open(path: string): SourceFile | Problem {
    const real = this.realPath(path);
    if (real === undefined) return this.#notFound(path);

    const known = this.#byRealPath.get(real);
    if (known !== undefined) return known;

    const opened = this.#read(real);
    this.#byRealPath.set(real, opened);
    return opened;
  }

  /** Changes whenever a file may have another text: what was made of the store's files is then out of date. */
  get generation(): number {
    return this.#generation;
  }

  /** The absolute path without symbolic links, asked of the file system once; undefined where nothing stands. */
  realPath(path: string): string | undefined {
    const absolute = isAbsolute(path) ? path : join(this.workingFolder, path);
    if (this.#realPaths.has(absolute)) return this.#realPaths.get(absolute);

    const real = this.#realPathOf(absolute);
    this.#realPaths.set(absolute, real);
    return real;
  }

  /** The system goes down the whole way for each file; all of a folder have the same way to it. */
  #realPathOf(absolute: string): string | undefined {
    const slash = absolute.lastIndexOf('/');
    const name = absolute.slice(slash + 1);
    if (this.access.entry === undefined || slash <= 0 || name === '' || name === '.' || name === '..')
      return this.access.realPath(absolute);

    switch (this.access.entry(absolute)) {
      case undefined:
        return undefined;
      case 'link':
        return this.access.realPath(absolute);
      case 'other': {
        const folder = this.realPath(absolute.slice(0, slash));
        return folder === undefined || folder === '/' ? this.access.realPath(absolute) : `${folder}/${name}`;
      }
    }
  }

  /** The folder of a file; the working folder for a text without one. */
  folderOf(file: SourceFile): string {
    return file.absolutePath === undefined ? this.workingFolder : dirname(file.absolutePath);
  }

  /** Takes a text in place of a file's: what an editor holds unsaved. */
  put(path: string, text: string): SourceFile {
    this.#generation++;
    const absolute = resolve(this.workingFolder, path);
    const real = this.realPath(absolute) ?? absolute;
    const file = new SourceFile(this.displayPath(real), text, { absolutePath: real });
    this.#realPaths.set(absolute, real);
    this.#byRealPath.set(real, file);
    this.#given.add(file);
    return file;
  }

  /** How many files are held. */
  get size(): number {
    return this.#byRealPath.size;
  }

  /** Whether a file is held, by whatever path it is asked for. */
  has(path: string): boolean {
    const real = this.realPath(path);
    return real !== undefined && this.#byRealPath.has(real);
  }

  /** Lets go of one file: nobody is expected to ask for it again. What was made of the others stays good. */
  drop(path: string): void {
    const real = this.realPath(path);
    const file = real === undefined ? undefined : this.#byRealPath.get(real);
    if (real === undefined || (file instanceof SourceFile && this.#given.has(file))) return;
    this.#byRealPath.delete(real);
  }

  /** Lets go of what was read, and so of all that was made of it; whoever asks for a file again has it read again. */
  release(): void {
    this.#generation++;
    for (const [real, file] of this.#byRealPath) {
      if (!(file instanceof SourceFile && this.#given.has(file))) this.#byRealPath.delete(real);
    }
  }

  /** Forgets a file, so that the next opening reads it again; without a path all of them. */
  forget(path?: string): void {
    this.#generation++;
    // What was missing may stand there now, and a link may lead elsewhere.
    const real = path === undefined ? undefined : this.realPath(path);
    this.#realPaths.clear();
    this.#missing = new Map();
    if (path === undefined) this.#byRealPath.clear();
    else if (real !== undefined) this.#byRealPath.delete(real);
    if (path === undefined) this.#given.clear();
  }

  /** As shown to the user: relative to the working folder where it stands below it, with forward slashes. */
  displayPath(absolutePath: string): string {
    // What path functions make of it takes a while, and most files stand below.
    const prefix = `${this.workingFolder}/`;
    if (absolutePath.startsWith(prefix) && !UNUSUAL.test(absolutePath))
      return absolutePath.slice(prefix.length);

    const below = relative(this.workingFolder, absolutePath);
    const isBelow = below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
    return (isBelow ? below : absolutePath).split(sep).join('/');
  }

  #read(real: string): SourceFile | Problem {
    const path = this.displayPath(real);
    const bytes = this.access.read(real, this.#maxFileBytes);
    if (typeof bytes === 'string') return faultProblem(path, bytes, this.#maxFileBytes);

    const decoded = decodeSource(bytes);
    if (decoded === undefined) return notText(path, bytes, real);

    return new SourceFile(path, decoded.text, { absolutePath: real, encoding: decoded.encoding });
  }

  #notFound(path: string): Problem {
    const known = this.#missing.get(path);
    if (known !== undefined) return known;

    const problem = faultProblem(this.displayPath(resolve(this.workingFolder, path)), 'missing', 0);
    this.#missing.set(path, problem);
    return problem;
  }
}

/** An empty part of a path, `.`, `..`, or the backslashes of another system. */
const UNUSUAL = /\/\.{0,2}(?:\/|$)|\\/;

function faultProblem(path: string, fault: FileFault, maxBytes: number): Problem {
  const severity = 'error';
  switch (fault) {
    case 'missing':
      return { severity, code: 'file-not-found', message: `There is no file ${path}.` };
    case 'folder':
      return { severity, code: 'is-a-folder', message: `${path} is a folder, where one file is expected.` };
    case 'special':
      return {
        severity,
        code: 'not-a-file',
        message: `${path} is a device, a pipe or a socket, where a file is expected.`,
      };
    case 'unreadable':
      return { severity, code: 'file-unreadable', message: `${path} cannot be read: the system denies it.` };
    case 'too-large':
      return {
        severity,
        code: 'file-too-large',
        message: `${path} is larger than ${sizeText(maxBytes)}, the most that a source file may have.`,
        help: howToRaise('fileBytes'),
      };
  }
}

function sizeText(bytes: number): string {
  return bytes >= 1 << 20 ? `${Math.floor(bytes / (1 << 20))} MiB` : `${bytes} bytes`;
}

function notText(path: string, bytes: Uint8Array, absolutePath: string): Problem {
  const at = bytes.indexOf(0);
  const isTree = isBlob(bytes);
  return {
    severity: 'error',
    code: 'not-text',
    message: `${path} is no text: it has a NUL byte at offset ${at}.`,
    place: isTree ? undefined : placeOfNul(path, bytes, at, absolutePath),
    help: isTree ? 'It is a device tree blob, where a source is expected.' : undefined,
  };
}

/** In what can be shown of such a file: its text up to the NUL. */
function placeOfNul(path: string, bytes: Uint8Array, at: number, absolutePath: string): Place {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, at + 1));
  return { file: new SourceFile(path, head, { absolutePath, encoding: 'latin1' }), start: at, end: at + 1 };
}

function isBlob(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0x0d && bytes[2] === 0xfe && bytes[3] === 0xed;
}
