import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunTrace } from '../report/run-trace.ts';
import { makeFolder } from '../source/make-folder.ts';
import type { RunObserver } from '../workload/run-observer.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** The file of `--trace`: an operation log that grows while the workload runs. */
export class TraceFile {
  readonly observer: RunObserver;
  readonly #close: () => void;

  private constructor(observer: RunObserver, close: () => void) {
    this.observer = observer;
    this.#close = close;
  }

  /** What opens it, and throws a UsageError when it cannot be written. */
  static async prepare(path: string): Promise<() => TraceFile> {
    const { RunTrace } = await import('../report/run-trace.ts');
    return () => TraceFile.#open(path, RunTrace);
  }

  static #open(path: string, Trace: typeof RunTrace): TraceFile {
    const orRefuse = <T>(work: () => T): T => {
      try {
        return work();
      } catch (error) {
        throw new UsageError(`--trace ${path}: cannot be written (${systemReason(error)}).`);
      }
    };

    const file = orRefuse(() => {
      makeFolder(dirname(path));
      return openSync(path, 'w');
    });
    const trace = new Trace((text) => orRefuse(() => writeFileSync(file, text)));
    return new TraceFile(trace, () => {
      trace.end();
      closeSync(file);
    });
  }

  /** Writes what is still to be written. */
  close(): void {
    this.#close();
  }
}
