import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { AnalysisAnswer, AnalysisRequest, AnalysisStart } from './analysis-messages.ts';

/** Of heap, that the analysis may have: the largest boards upstream take some 100. */
const megabytes = 1024;

/** Beside this file in the sources, in the folder of the bundle's chunks or beside it in a built command. */
const programs = ['./analysis-worker.ts', './lsp-worker.js', '../lsp-worker.js', './analysis-worker.js'];

export interface AnalysisListener {
  answer(answer: AnalysisAnswer): void;
  /** The thread has ended without being told: for want of memory, or by a bug. */
  ended(why: string): void;
}

/** The thread in which boards are analysed, so that no text, however hostile, keeps the server from answering. */
export class AnalysisThread {
  readonly #worker: Worker;
  #isEnded = false;

  /** @throws Error where its program is not there */
  constructor(start: AnalysisStart, listener: AnalysisListener) {
    const urls = programs.map((name) => new URL(name, import.meta.url));
    const program = urls.find((url) => existsSync(url));
    if (program === undefined) throw new Error(`There is no ${urls.map(String).join(', ')}.`);

    this.#worker = new Worker(program, {
      workerData: start,
      // Standard output is the client's.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      execArgv: program.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('jiti/register')] : [],
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: AnalysisAnswer) => {
      if (!this.#isEnded) listener.answer(answer);
    });
    this.#worker.on('error', (error) => {
      if (this.#isEnded) return;
      this.#isEnded = true;
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      listener.ended(isMemory ? `it takes more than ${megabytes} MB of memory` : error.message);
    });
  }

  send(request: AnalysisRequest): void {
    if (!this.#isEnded) this.#worker.postMessage(request);
  }

  /** Ends it, whatever it does. */
  end(): void {
    this.#isEnded = true;
    void this.#worker.terminate();
  }
}
