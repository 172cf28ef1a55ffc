import { Console } from 'node:console';
import { existsSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker, workerData } from 'node:worker_threads';
import { Channel } from './channel.ts';

/** A thread of its own, with a line to it. */
export interface WorkerThread {
  readonly channel: Channel;
  /** Ends it, whatever it does. Whether it had come to its end before, for want of memory, is known once this thread is idle. */
  end(): Promise<{ readonly ranOutOfMemory: boolean }>;
}

interface WorkerInput {
  readonly port: MessagePort;
  readonly counts: Int32Array<SharedArrayBuffer>;
  readonly data: unknown;
}

/** Of heap, that a thread may have. */
export const threadMegabytes = 256;

/**
 * Starts a program in a thread: the first of these files that is there. The thread keeps no process alive, its standard streams
 * go nowhere, and a runaway is stopped at {@link threadMegabytes} of heap.
 *
 * @throws Error where none of the files is there
 */
export function startWorker(candidates: readonly URL[], data: unknown): WorkerThread {
  const program = candidates.find((url) => existsSync(url));
  if (program === undefined) throw new Error(`There is no ${candidates.map(String).join(', ')}.`);

  const { port1, port2 } = new MessageChannel();
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const input: WorkerInput = { port: port2, counts, data };
  const worker = new Worker(program, {
    workerData: input,
    transferList: [port2],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: threadMegabytes },
    execArgv: runsAsTypeScript(program) ? ['--import', import.meta.resolve('jiti/register')] : [],
  });
  worker.unref();
  // Without a listener, what goes wrong in the thread would end the process.
  let ranOutOfMemory = false;
  worker.on('error', (error) => {
    ranOutOfMemory ||= 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  });
  port1.unref();

  return {
    channel: new Channel(port1, counts, 0),
    end: async () => {
      port1.close();
      await worker.terminate();
      return { ranOutOfMemory };
    },
  };
}

/** Only where this very module does: in the tests. */
function runsAsTypeScript(program: URL): boolean {
  return fileURLToPath(program).endsWith('.ts');
}

/** In a thread that {@link startWorker} started: the line to the one who did, and what it was given. */
export function insideWorker(): { readonly channel: Channel; readonly data: unknown } {
  const { port, counts, data } = workerData as WorkerInput;
  return { channel: new Channel(port, counts, 1), data };
}

/**
 * In a thread: what is called when it is about to end, with what was thrown and nobody caught, or without anything where it
 * ends by itself, for having nothing left to do or by process.exit().
 */
export function onThreadEnd(tell: (thrown: unknown) => void): void {
  let isTold = false;
  const once = (thrown: unknown): void => {
    if (!isTold) tell(thrown);
    isTold = true;
  };
  process.on('uncaughtException', once);
  process.on('unhandledRejection', once);
  process.on('exit', () => once(undefined));
}

/**
 * In a thread: has `console` and both standard streams write to standard error, at once. A thread's own streams wait for the
 * main one to be idle, and what is left in them keeps the process from its end.
 */
export function tellOnStandardError(): void {
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      writeSync(2, chunk);
      done();
    },
  });
  globalThis.console = new Console(stream, stream);
  for (const name of ['stdout', 'stderr']) Object.defineProperty(process, name, { value: stream });
}
