import type { LogLine } from '../kernel/log.ts';
import type { FailedOperation, LoggedLine, OperationFigures } from './run-result.ts';

const mostLines = 100;

/** The running figures of operations other than `alloc` and `free`, and the kernel's lines. */
export class RunCalls {
  failed: FailedOperation | undefined;
  logLeftOut = 0;
  complaints = 0;
  readonly log: LoggedLine[] = [];
  readonly #figures = new Map<string, { performed: number; failed: number; skipped: number }>();

  performed(name: string, how: 'ok' | 'failed' | 'skipped'): void {
    let figures = this.#figures.get(name);
    if (figures === undefined) {
      figures = { performed: 0, failed: 0, skipped: 0 };
      this.#figures.set(name, figures);
    }
    figures.performed++;
    if (how !== 'ok') figures[how]++;
  }

  /** Keeps the first failure that was not expected, else the first. */
  noteFailure(failed: FailedOperation): void {
    if (this.failed === undefined || (this.failed.expected && !failed.expected)) this.failed = failed;
  }

  /** Counts what dma-debug complains of among lines that no step foresees. */
  complainedOf(lines: readonly LogLine[]): void {
    for (const { level, text } of lines)
      if (level !== 'info' && text.startsWith('DMA-API: ')) this.complaints++;
  }

  printed(operation: number, lines: readonly LogLine[]): void {
    for (const { level, text } of lines) {
      if (this.log.length === mostLines) this.logLeftOut++;
      else this.log.push({ operation, level, text });
    }
  }

  figures(): readonly OperationFigures[] {
    return [...this.#figures].map(([name, figures]) => ({ name, ...figures }));
  }
}
