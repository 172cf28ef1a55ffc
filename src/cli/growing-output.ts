import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OutputArguments } from './options/output-options.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Where a text goes that is written piece by piece: the file of `--output-file`, else standard output. */
export class GrowingOutput {
  readonly #path: string | undefined;
  #file: number | undefined;

  constructor({ outputFile }: Pick<OutputArguments, 'outputFile'>) {
    this.#path = outputFile;
  }

  /** @throws UsageError when the file cannot be written */
  write(text: string): void {
    if (this.#path === undefined) {
      process.stdout.write(text);
      return;
    }
    try {
      if (this.#file === undefined) {
        mkdirSync(dirname(this.#path), { recursive: true });
        this.#file = openSync(this.#path, 'w');
      }
      writeFileSync(this.#file, text);
    } catch (error) {
      throw new UsageError(`--output-file ${this.#path}: cannot be written (${systemReason(error)}).`);
    }
  }

  close(): void {
    this.write('');
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
