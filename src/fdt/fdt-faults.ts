import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';

/** A hostile blob may have a fault in each of a million nodes. */
const mostFaults = 100;

/** Collects what is wrong with a blob or a device-tree folder. */
export class FdtFaults {
  readonly file: SourceFile;
  readonly problems: Problem[] = [];

  constructor(file: SourceFile) {
    this.file = file;
  }

  get isFull(): boolean {
    return this.problems.length >= mostFaults;
  }

  get hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  /**
   * @param offset in the blob
   * @param how a warning is told of what dtc reads all the same; everything else is an error
   */
  add(
    code: string,
    message: string,
    offset: number,
    { help, severity = 'error' }: Partial<Pick<Problem, 'help' | 'severity'>> = {},
  ): void {
    if (this.isFull) return;
    const place = { file: this.file, start: offset, end: offset + 4 };
    this.problems.push({ severity, code, message, place, help });
  }
}
