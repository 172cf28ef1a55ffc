import { readFileSync, statSync } from 'node:fs';
import { refuseCompiled } from './collect-inputs.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Standard input as an input's name; on a command line `-` stands for it. */
export const standardInput = '/dev/stdin';

/** Whether an input gives its text only once: standard input, or a pipe such as a shell's `<(...)`. */
export function isStream(input: string): boolean {
  return input === standardInput || (statSync(input, { throwIfNoEntry: false })?.isFIFO() ?? false);
}

/** All of the text. @throws UsageError for bytes that are none, and when the reading fails */
export function readStream(input: string): string {
  const name = input === standardInput ? 'standard input' : input;
  const bytes = readBytes(input, name);
  refuseCompiled(name, bytes);
  if (bytes.includes(0))
    throw new UsageError(`${name}: not text, it has a NUL byte at offset ${bytes.indexOf(0)}.`);
  return bytes.toString('utf8');
}

function readBytes(input: string, name: string): Buffer {
  try {
    return readFileSync(input === standardInput ? 0 : input);
  } catch (error) {
    throw new UsageError(`${name}: cannot be read (${systemReason(error)}).`);
  }
}
