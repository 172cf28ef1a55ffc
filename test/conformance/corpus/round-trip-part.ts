import { join } from 'node:path';
import { reportBoard } from '../../../src/project/board-report.ts';
import { compileTree } from '../../../src/project/compile-tree.ts';
import { decompileBlob } from '../../../src/project/decompile-tree.ts';
import { type LoadedBoard, loadInput } from '../../../src/project/load-board.ts';
import type { Project } from '../../../src/project/project.ts';
import { openTreeInput } from '../../../src/project/tree-input.ts';
import { reportJson } from '../../../src/report/report-json.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/**
 * Reads the blob that we write of each board: its report must be that of the source. And decompiles the blobs of boards and
 * overlays, plain and with `-@`: the sources must compile to the same bytes.
 */
export class RoundTripPart implements CorpusPart {
  readonly name = 'roundtrip';
  readonly #tally = new Tally('roundtrip');
  readonly #sources: string;

  constructor(sources: string) {
    this.#sources = sources;
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board }: ExpectedBoard, loaded: LoadedBoard, project: Project): void {
    this.#tally.board();
    for (const symbols of [false, true]) {
      const blob = this.#roundTrip(board, symbols, project);
      if (blob !== undefined && !symbols) this.#compareReports(board, loaded, blob);
    }
  }

  compareOverlay(overlay: string, project: Project): void {
    this.#tally.board();
    for (const symbols of [false, true]) this.#roundTrip(overlay, symbols, project);
  }

  summary(): string {
    return this.#tally.summary();
  }

  #roundTrip(path: string, symbols: boolean, project: Project): Uint8Array | undefined {
    const options = { symbols, bootCpu: 0 };
    const input = openTreeInput(project.files, join(this.#sources, path));
    const blob = 'severity' in input ? undefined : compileTree(input, { ...options, project }).blob;
    if (blob === undefined) {
      this.#tally.difference(path, 'cannot be compiled');
      return undefined;
    }
    this.#tally.compared('blobs decompiled');
    const file = new SourceFile(path, decompileBlob(path, blob).dts ?? '');
    const again = compileTree({ kind: 'source', file }, options).blob ?? new Uint8Array();
    if (Buffer.compare(again, blob) !== 0) {
      this.#tally.difference(path, `decompiled${symbols ? ' with -@' : ''}, it compiles to other bytes`);
    }
    return blob;
  }

  #compareReports(path: string, { board: fromSource }: LoadedBoard, bytes: Uint8Array): void {
    this.#tally.compared('reports');
    const { board: fromBlob } = loadInput({ kind: 'blob', path, bytes, absolutePath: undefined });
    if (fromSource === undefined || fromBlob === undefined) {
      this.#tally.difference(path, 'its blob cannot be read');
      return;
    }
    const [left, right] = [fromSource, fromBlob].map((board) => {
      const report = reportJson(reportBoard(board));
      return JSON.stringify(report, (key, value) => (onlyOfSources.has(key) ? undefined : value));
    });
    if (left !== right) this.#tally.difference(path, 'the report of its blob is another');
  }
}

/** What the report tells of a source and cannot tell of a plain blob. */
const onlyOfSources: ReadonlySet<string> = new Set(['file', 'arch', 'labels']);
