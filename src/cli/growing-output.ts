import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../source/make-folder.ts';
import type { OutputArguments } from './options/output-options.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

const standardOutput = 1;
const pauseMilliseconds = 5;

/**
 * Where a text goes that is written piece by piece: the file of `--output-file`, else standard output. Each piece is written before
 * the next one is made: whoever reads slowly has nothing pile up.
 */
export class GrowingOutput {
  readonly #path: string | undefined;
  #file: number | undefined;

  constructor({ outputFile }: Pick<OutputArguments, 'outputFile'>) {
    this.#path = outputFile;
  }

  /** @throws UsageError when it cannot be written */
  write(text: string): void {
    if (this.#path === undefined) writeToStandardOutput(text);
    else this.#writeToFile(this.#path, text);
  }

  close(): void {
    this.write('');
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #writeToFile(path: string, text: string): void {
    try {
      if (this.#file === undefined) {
        makeFolder(dirname(path));
        this.#file = openSync(path, 'w');
      }
      writeFileSync(this.#file, text);
    } catch (error) {
      throw new UsageError(`--output-file ${path}: cannot be written (${systemReason(error)}).`);
    }
  }
}

/** process.stdout would keep what a pipe does not take at once. */
function writeToStandardOutput(text: string): void {
  let rest: Uint8Array = new TextEncoder().encode(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(standardOutput, rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // Whoever read has seen enough, which is nobody's mistake.
      if (code === 'EPIPE') process.exit();
      if (code !== 'EAGAIN')
        throw new UsageError(`standard output cannot be written (${systemReason(error)}).`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    }
  }
}
