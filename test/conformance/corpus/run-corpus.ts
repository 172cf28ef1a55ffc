import { join } from 'node:path';
import { type LoadedBoard, loadBoard } from '../../../src/project/load-board.ts';
import { Project } from '../../../src/project/project.ts';
import { problemsText } from '../../helpers/problems-text.ts';
import { BlobPart } from './blob-part.ts';
import { BootPart } from './boot-part.ts';
import type { Corpus, ExpectedBoard } from './corpus-folder.ts';
import { FindingsPart } from './findings-part.ts';
import { OverlaysPart } from './overlays-part.ts';
import { PrintPart } from './print-part.ts';
import { RegionsPart } from './regions-part.ts';
import { RoundTripPart } from './round-trip-part.ts';
import { TokensPart } from './tokens-part.ts';

/** One comparison of the whole corpus. */
export interface CorpusPart {
  readonly name: PartName;
  readonly passed: number;
  /** Boards that differ. */
  readonly failures: ReadonlySet<string>;
  /** What must hold on this machine for the comparison; a reason where it cannot be made. */
  unavailable(): Promise<string | undefined>;
  compare?(expected: ExpectedBoard, loaded: LoadedBoard, project: Project): Promise<void> | void;
  compareOverlay?(overlay: string, project: Project): void;
  compareFile?(path: string): void;
  /** Printed at the end. */
  summary(): string;
}

export type PartName =
  | 'regions'
  | 'tokens'
  | 'dtb'
  | 'findings'
  | 'boot'
  | 'roundtrip'
  | 'overlays'
  | 'print'
  | 'upgrade'
  | 'upstream';

export const allParts: readonly Exclude<PartName, 'upgrade' | 'upstream'>[] = [
  'regions',
  'tokens',
  'dtb',
  'findings',
  'boot',
  'roundtrip',
  'overlays',
  'print',
];

/** Reads every board once, hands it to each part, prints the differences and the sums, and returns the exit status. */
export async function runCorpus(
  corpus: Corpus,
  names: typeof allParts,
  more: readonly CorpusPart[] = [],
): Promise<number> {
  const parts: CorpusPart[] = [...more];
  for (const part of names.map((name) => makePart(name, corpus))) {
    const reason = await part.unavailable();
    if (reason === undefined) parts.push(part);
    else console.log(`${part.name}: left out, ${reason}`);
  }

  const project = new Project();
  const ofBoards = parts.filter((part) => part.compare !== undefined);
  const boards = ofBoards.length === 0 ? [] : corpus.boards;
  const unreadable = await compareBoards({ ...corpus, boards }, ofBoards, project);
  const ofOverlays = parts.filter((part) => part.compareOverlay !== undefined);
  const overlays = ofOverlays.length === 0 ? [] : corpus.overlays;
  for (const overlay of overlays) for (const part of ofOverlays) part.compareOverlay?.(overlay, project);
  const ofFiles = parts.filter((part) => part.compareFile !== undefined);
  const files = ofFiles.length === 0 ? [] : corpus.files;
  for (const file of files) for (const part of ofFiles) part.compareFile?.(file);

  console.log('');
  for (const part of parts) console.log(part.summary());
  const failed = new Set([...unreadable, ...parts.flatMap((part) => [...part.failures])]);
  const count = boards.length + overlays.length + files.length;
  console.log(`${count - failed.size} passed, ${failed.size} failed`);
  return failed.size === 0 ? 0 : 1;
}

function makePart(name: Exclude<PartName, 'upgrade' | 'upstream'>, corpus: Corpus): CorpusPart {
  switch (name) {
    case 'regions':
      return new RegionsPart(corpus.sources);
    case 'tokens':
      return new TokensPart(corpus.sources);
    case 'dtb':
      return new BlobPart(corpus.folder, corpus.sources);
    case 'findings':
      return new FindingsPart(corpus);
    case 'boot':
      return new BootPart();
    case 'roundtrip':
      return new RoundTripPart(corpus.sources);
    case 'overlays':
      return new OverlaysPart(corpus.folder, corpus.sources);
    case 'print':
      return new PrintPart(corpus.sources);
  }
}

async function compareBoards(
  corpus: Corpus,
  parts: readonly CorpusPart[],
  project: Project,
): Promise<ReadonlySet<string>> {
  const unreadable = new Set<string>();
  for (const expected of corpus.boards) {
    const loaded = loadBoard(join(corpus.sources, expected.board), { project, allowErrors: true });
    const errors = loaded.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      unreadable.add(expected.board);
      console.log(`${expected.board}: cannot be read\n${problemsText(errors)}`);
    }
    for (const part of parts) await part.compare?.(expected, loaded, project);
  }
  return unreadable;
}
