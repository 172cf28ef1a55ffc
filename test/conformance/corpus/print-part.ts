import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LosslessElement } from '../../../grammar/lossless/elements.ts';
import { isToken } from '../../../grammar/lossless/elements.ts';
import { encodeLossless } from '../../../grammar/lossless/encode-lossless.ts';
import { printLossless } from '../../../grammar/lossless/print-lossless.ts';
import { readLossless } from '../../../grammar/lossless/read-lossless.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/**
 * Reads every source file of the corpus, headers too, to its lossless tree and prints it: the bytes must be the same. Counts
 * where no structure was found. Knows no boards: the files that they include are among those that are read.
 */
export class PrintPart implements CorpusPart {
  readonly name = 'print';
  readonly #tally = new Tally('print');
  readonly #sources: string;
  #megabytes = 0;
  #milliseconds = 0;

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

  compareFile(path: string): void {
    this.#tally.board();
    const bytes = readFileSync(join(this.#sources, path));
    const started = performance.now();
    const file = readLossless(bytes);
    const printed = encodeLossless(printLossless(file.document), file);
    this.#milliseconds += performance.now() - started;
    this.#megabytes += bytes.length / 1e6;
    if (printed === undefined || !bytes.equals(printed)) this.#tally.difference(path, 'is printed otherwise');
    this.#tally.compared('elements without structure', countUnstructured(file.document));
  }

  summary(): string {
    const speed = (this.#megabytes / this.#milliseconds) * 1000;
    return `${this.#tally.summary()}, ${this.#megabytes.toFixed(1)} MB at ${speed.toFixed(1)} MB/s`;
  }
}

function countUnstructured(document: LosslessElement): number {
  const open: LosslessElement[] = [document];
  let count = 0;
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (element.kind === 'unstructured' || (element.kind === 'value' && !element.structured)) count++;
    for (const child of element.children) if (!isToken(child)) open.push(child);
  }
  return count;
}
