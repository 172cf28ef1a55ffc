import { SourceFile } from '../../source/source-file.ts';
import type { Project } from '../project.ts';
import { IncludeCandidates } from './include-candidates.ts';
import type { IncludePlaces } from './include-places.ts';
import { type IncludeScan, scanIncludes } from './include-scan.ts';

const scans = new WeakMap<SourceFile, IncludeScan>();

/** What the includes of files that were read depend on besides those files, by the file system as it is now. */
export class AskedFolders {
  readonly #project: Project;
  readonly #candidates: IncludeCandidates;

  constructor(project: Project) {
    this.#project = project;
    this.#candidates = new IncludeCandidates(project.files);
  }

  /** The folders that were looked into, and links in them; some may not be there. */
  of(paths: readonly string[], places: readonly IncludePlaces[]): ReadonlySet<string> {
    const asked = new Set<string>();
    for (const path of paths)
      for (const include of this.#scanOf(path)?.includes ?? [])
        for (const { inputFolder, includeFolders } of places)
          for (const one of this.#candidates.of(include, path, inputFolder, includeFolders).asked)
            asked.add(one);
    return asked;
  }

  /** Whether a file may include what has one of these names, or lies in a folder of such a name. */
  mayAskFor(path: string, names: ReadonlySet<string>): boolean {
    const scan = this.#scanOf(path);
    if (scan === undefined) return false;
    return scan.isOpen || scan.includes.some(({ name }) => name.split('/').some((part) => names.has(part)));
  }

  #scanOf(path: string): IncludeScan | undefined {
    const file = this.#project.files.open(path);
    if (!(file instanceof SourceFile)) return undefined;
    let scan = scans.get(file);
    if (scan === undefined) {
      scan = scanIncludes(file.text);
      scans.set(file, scan);
    }
    return scan;
  }
}
