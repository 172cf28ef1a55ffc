import { posix } from 'node:path';
import type { FileAccess, FileFault } from './file-access.ts';

/** A tree of files in memory, with absolute paths and forward slashes, for tests and for texts that are on no disk. */
export class MemoryFiles implements FileAccess {
  readonly #files = new Map<string, Uint8Array>();
  readonly #links = new Map<string, string>();
  /** How often each file was read. */
  readonly reads: Map<string, number> = new Map();

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#files.set(posix.resolve('/', path), bytes);
  }

  /** Makes a symbolic link to an absolute path. */
  link(path: string, target: string): void {
    this.#links.set(posix.resolve('/', path), target);
  }

  read(path: string, maxBytes: number): Uint8Array | FileFault {
    const real = this.realPath(path);
    if (real === undefined) return 'missing';

    const bytes = this.#files.get(real);
    if (bytes === undefined) return 'folder';
    if (bytes.length > maxBytes) return 'too-large';

    this.reads.set(real, (this.reads.get(real) ?? 0) + 1);
    return bytes;
  }

  kind(path: string): 'file' | 'folder' | undefined {
    const real = this.realPath(path);
    if (real === undefined) return undefined;
    return this.#files.has(real) ? 'file' : 'folder';
  }

  realPath(path: string): string | undefined {
    let real = '/';
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      real = posix.join(real, part);
      for (let hops = 0; hops < 16; hops++) real = this.#links.get(real) ?? real;
    }
    return this.#files.has(real) || this.#isFolder(real) ? real : undefined;
  }

  list(path: string): readonly string[] {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const names = new Set<string>();
    for (const file of [...this.#files.keys(), ...this.#links.keys()]) {
      if (!file.startsWith(prefix)) continue;
      names.add(file.slice(prefix.length).split('/')[0] ?? '');
    }
    return [...names].sort();
  }

  #isFolder(path: string): boolean {
    return path === '/' || this.list(path).length > 0;
  }
}
