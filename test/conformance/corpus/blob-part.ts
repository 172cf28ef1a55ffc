import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDtb } from '../../../src/fdt/write-dtb.ts';
import { compileTree } from '../../../src/project/compile-tree.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import type { Project } from '../../../src/project/project.ts';
import { openTreeInput } from '../../../src/project/tree-input.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** Holds the blobs that we write of each board and each overlay, plain and with `-@`, against the SHA-256 of dtc's (`-b 0`). */
export class BlobPart implements CorpusPart {
  readonly name = 'dtb';
  readonly #tally = new Tally('dtb');
  readonly #sources: string;
  /** Of a blob's path: plain, and with symbols. */
  readonly #hashes: ReadonlyMap<string, readonly (string | undefined)[]>;

  constructor(folder: string, sources: string) {
    this.#sources = sources;
    const lines = readFileSync(join(folder, 'dtb-sha256.txt'), 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => line.split(/\s+/));
    this.#hashes = new Map(rows.map(([plain, symbols, path = '']) => [path, [plain, symbols]]));
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board }: ExpectedBoard, { board: loaded }: LoadedBoard, project: Project): void {
    this.#tally.board();
    const [plain, symbols] = this.#hashes.get(blobOf(board)) ?? [];
    this.#compareBlob(board, loaded && writeDtb(loaded.tree, { bootCpu: 0 }), plain);
    this.#compareBlob(board, this.#compile(board, true, project), symbols, ' with -@');
  }

  compareOverlay(overlay: string, project: Project): void {
    this.#tally.board();
    const [plain, symbols] = this.#hashes.get(blobOf(overlay)) ?? [];
    this.#compareBlob(overlay, this.#compile(overlay, false, project), plain);
    this.#compareBlob(overlay, this.#compile(overlay, true, project), symbols, ' with -@');
  }

  summary(): string {
    return this.#tally.summary();
  }

  #compile(path: string, symbols: boolean, project: Project): Uint8Array | undefined {
    const input = openTreeInput(project.files, join(this.#sources, path));
    return 'severity' in input ? undefined : compileTree(input, { project, symbols, bootCpu: 0 }).blob;
  }

  #compareBlob(
    source: string,
    blob: Uint8Array = new Uint8Array(),
    wanted: string | undefined,
    how: string = '',
  ): void {
    this.#tally.compared('blobs');
    this.#tally.compared('bytes', blob.length);
    const hash = createHash('sha256').update(blob).digest('hex');
    if (hash !== wanted)
      this.#tally.difference(source, `the blob${how} (${blob.length} bytes) differs from dtc's`);
  }
}

function blobOf(source: string): string {
  return source.replace(/^src\//, '').replace(/\.dts(o?)$/, '.dtb$1');
}
