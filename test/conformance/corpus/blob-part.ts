import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDtb } from '../../../src/fdt/write-dtb.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** Holds the blob that we write of each board against the SHA-256 of dtc's (`-b 0`, no `-@`). */
export class BlobPart implements CorpusPart {
  readonly name = 'dtb';
  readonly #tally = new Tally('dtb');
  readonly #hashes: ReadonlyMap<string, string>;

  constructor(folder: string) {
    const lines = readFileSync(join(folder, 'dtb-sha256.txt'), 'utf8').trimEnd().split('\n');
    this.#hashes = new Map(lines.map((line) => [line.split(/\s+/)[2] ?? '', line.split(/\s+/)[0] ?? '']));
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board }: ExpectedBoard, { board: loaded }: LoadedBoard): void {
    this.#tally.board();
    const blob = loaded === undefined ? new Uint8Array() : writeDtb(loaded.tree, { bootCpu: 0 });
    const hash = createHash('sha256').update(blob).digest('hex');
    this.#tally.compared('bytes', blob.length);

    const wanted = this.#hashes.get(board.replace(/^src\//, '').replace(/\.dts$/, '.dtb'));
    if (hash !== wanted) this.#tally.difference(board, `the blob (${blob.length} bytes) differs from dtc's`);
  }

  summary(): string {
    return this.#tally.summary();
  }
}
