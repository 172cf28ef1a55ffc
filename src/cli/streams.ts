import { readFileSync, statSync } from 'node:fs';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Standard input as an input's name; on a command line `-` stands for it. */
export const standardInput = '/dev/stdin';

/** Whether an input gives its text only once: standard input, or a pipe such as a shell's `<(...)`. */
export function isStream(input: string): boolean {
  return input === standardInput || (statSync(input, { throwIfNoEntry: false })?.isFIFO() ?? false);
}

/** All of its bytes. @throws UsageError when the reading fails */
export function readStream(input: string): Uint8Array {
  try {
    return readFileSync(input === standardInput ? 0 : input);
  } catch (error) {
    throw new UsageError(`${streamName(input)}: cannot be read (${systemReason(error)}).`);
  }
}

/** What to call it in a message. */
export function streamName(input: string): string {
  return input === standardInput ? 'standard input' : input;
}
