import { isAbsolute, join } from 'node:path';
import type { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { outsideSandbox, type Sandbox } from '../source/sandbox.ts';
import { SourceFile } from '../source/source-file.ts';

/** Where an include led. */
export interface FoundFile {
  readonly file: SourceFile;
  /** Index of the include folder; -1 for a file beside the including one. */
  readonly folder: number;
}

/** Finds included files: beside the including file, then in the include folders, in order. */
export class IncludeSearch {
  readonly #files: FileStore;
  readonly #sandbox: Sandbox;
  readonly #folders: readonly string[];
  readonly #found = new Map<string, FoundFile | Problem>();

  constructor(files: FileStore, sandbox: Sandbox, folders: readonly string[]) {
    this.#files = files;
    this.#sandbox = sandbox;
    this.#folders = folders;
  }

  /** Looks for `#include "name"`, or `<name>` where it is not quoted, from the folder with index `first` on. */
  find(name: string, from: SourceFile, quoted: boolean, first = 0): FoundFile | Problem {
    const own = quoted ? this.#files.folderOf(from) : '';
    const key = `${first}\0${own}\0${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;

    const folders = first === 0 ? this.#folders : this.#folders.slice(first);
    const found = this.#search(name, quoted ? [own, ...folders] : folders, quoted ? first - 1 : first);
    this.#found.set(key, found);
    return found;
  }

  /**
   * Looks for dtc's `/include/ "name"`: beside the file that asks, unless cpp brought that in, since dtc then sees one
   * text in the input's folder; there; and in the include folders.
   */
  findForDtc(name: string, from: SourceFile | undefined, inputFolder: string): FoundFile | Problem {
    const own = from === undefined ? [] : [this.#files.folderOf(from)];
    return this.#search(name, [...own, inputFolder, ...this.#folders], -own.length - 1);
  }

  #search(name: string, folders: readonly string[], firstIndex: number): FoundFile | Problem {
    const isAnywhere = isAbsolute(name);
    const count = isAnywhere ? 1 : folders.length;
    let outside: string | undefined;
    for (let index = 0; index < count; index++) {
      const path = isAnywhere ? name : joinInclude(folders[index] as string, name);
      const real = this.#files.realPath(path);
      if (real === undefined) continue;
      if (!this.#sandbox.allows(real)) {
        outside ??= real;
        continue;
      }
      const opened = this.#files.open(real);
      if (!(opened instanceof SourceFile) && opened.code === 'is-a-folder') continue;
      return opened instanceof SourceFile
        ? { file: opened, folder: Math.max(index + firstIndex, -1) }
        : opened;
    }
    return outside === undefined
      ? this.#notFound(name, folders)
      : outsideSandbox(this.#files, this.#sandbox, `The include "${name}"`, outside);
  }

  #notFound(name: string, folders: readonly string[]): Problem {
    const shown = [...new Set(folders)].map((folder) => this.#files.displayPath(folder));
    const near = isAbsolute(name) ? undefined : this.#nearest(name, folders);
    return {
      severity: 'error',
      code: 'include-not-found',
      message: `The include "${name}" is not found; searched: ${shown.length === 0 ? 'no folder' : shown.join(', ')}.`,
      help: near === undefined ? 'Name the folder that it is in with -I.' : `There is "${near}".`,
    };
  }

  /** The name most like the one asked for, beside where it would stand. */
  #nearest(name: string, folders: readonly string[]): string | undefined {
    const slash = name.lastIndexOf('/') + 1;
    const wanted = name.slice(slash);
    let best: string | undefined;
    let leastEdits = Math.max(2, Math.floor(wanted.length / 4)) + 1;
    for (const folder of folders) {
      const real = this.#files.realPath(joinInclude(folder, name.slice(0, slash) || '.'));
      if (real === undefined || !(this.#sandbox.allows(real) || this.#sandbox.folders.includes(real)))
        continue;

      for (const candidate of this.#files.access.list(real)?.slice(0, MAX_CANDIDATES) ?? []) {
        const edits = editDistance(wanted, candidate, leastEdits);
        if (edits >= leastEdits) continue;
        best = name.slice(0, slash) + candidate;
        leastEdits = edits;
      }
    }
    return best;
  }
}

const MAX_CANDIDATES = 2000;

/**
 * A `*` in an include folder stands for the first part of the included name: with `arch/*` + `/boot/dts`, `<arm64/qcom/x.dtsi>` is
 * `arch/arm64/boot/dts/qcom/x.dtsi`, as the links in the kernel's scripts/dtc/include-prefixes have it.
 */
export function joinInclude(folder: string, name: string): string {
  if (!folder.includes('*')) return join(folder, name);

  const slash = name.indexOf('/');
  const first = slash === -1 ? name : name.slice(0, slash);
  return join(
    folder.replace('*', () => first),
    slash === -1 ? '' : name.slice(slash + 1),
  );
}

/** Levenshtein's distance; `limit` where it is that or more. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) return limit;

  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(row[other.length] ?? limit, limit);
}
