import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Standard input as an input's name; on a command line `-` stands for it. */
export const standardInput = '/dev/stdin';

/** As much as any input may have: a FIT image carries a kernel and a RAM disk. */
const mostBytes = 256 << 20;

/** A shell has its pipes open before it starts us; somebody may still be about to write into a FIFO. */
const writerMilliseconds = 10_000;
const pauseMilliseconds = 10;

/** Whether an input gives its text only once: standard input, or a pipe such as a shell's `<(...)`. */
export function isStream(input: string): boolean {
  if (input === standardInput) return true;
  try {
    return statSync(input).isFIFO();
  } catch {
    return false;
  }
}

/**
 * All of its bytes, up to 256 MiB. A pipe that somebody has open is read to its end, however long that takes.
 *
 * @param patience how long to wait for somebody who writes into a FIFO, in milliseconds
 * @throws UsageError when the reading fails
 */
export function readStream(input: string, patience: number = writerMilliseconds): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of streamPieces(input, patience)) {
    pieces.push(piece.slice());
    length += piece.length;
    if (length > mostBytes) throw new UsageError(`${streamName(input)}: larger than ${mostBytes >> 20} MiB.`);
  }
  return Buffer.concat(pieces, length);
}

/**
 * Its bytes piece by piece, as they come: of standard input, a pipe or a file. A piece holds until the next is asked for: whoever reads
 * gigabytes does so in the same few bytes.
 *
 * @throws UsageError when the reading fails
 */
export function* streamPieces(input: string, patience: number = writerMilliseconds): Generator<Uint8Array> {
  const isFile = input !== standardInput;
  let descriptor: number | undefined;
  try {
    // Opening a FIFO without a writer would wait for ever.
    descriptor = isFile ? openSync(input, constants.O_RDONLY | constants.O_NONBLOCK) : 0;
    yield* piecesOf(descriptor, input, isFile && isStream(input) ? patience : 0);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${streamName(input)}: cannot be read (${systemReason(error)}).`);
  } finally {
    if (isFile && descriptor !== undefined) closeSync(descriptor);
  }
}

/** What to call it in a message. */
export function streamName(input: string): string {
  return input === standardInput ? 'standard input' : input;
}

function* piecesOf(descriptor: number, input: string, patience: number): Generator<Uint8Array> {
  const room = new Uint8Array(1 << 16);
  let length = 0;
  let hasWriter = false;
  let waited = 0;
  for (;;) {
    const piece = readPiece(descriptor, room);
    if (piece === undefined) {
      hasWriter = true;
      pause();
    } else if (piece.length > 0) {
      length += piece.length;
      yield piece;
    } else {
      // A FIFO into which nobody writes yet looks as one at its end does.
      if (hasWriter || length > 0 || waited >= patience) break;
      pause();
      waited += pauseMilliseconds;
    }
  }
  if (length === 0 && patience > 0 && !hasWriter)
    throw new UsageError(`${streamName(input)}: nobody writes into this pipe.`);
}

/** What is there; nothing at the end; undefined where more may come. */
function readPiece(descriptor: number, room: Uint8Array): Uint8Array | undefined {
  try {
    return room.subarray(0, readSync(descriptor, room));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
}
