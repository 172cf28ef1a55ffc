import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Terminal } from '../report/terminal.ts';
import type { OutputArguments } from './options/output-options.ts';
import { terminalFor } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What standard output, or the file of `--output-file`, can show. */
export function outputTerminal(output: OutputArguments): Terminal {
  return terminalFor(output, process.stdout, process.env);
}

/** What standard error can show. */
export function errorTerminal(output: Pick<OutputArguments, 'color' | 'ascii'>): Terminal {
  return terminalFor({ ...output, outputFile: undefined }, process.stderr, process.env);
}

/**
 * Hands a result over: to the file that `--output-file` names, else to standard output.
 *
 * @throws UsageError when the file cannot be written
 */
export function deliver(text: string, output: Pick<OutputArguments, 'outputFile'>): void {
  if (text === '' && output.outputFile === undefined) return;
  // An empty file says that there is nothing; the one of yesterday would not.
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (output.outputFile === undefined) process.stdout.write(ended);
  else writeOutputFile('--output-file', output.outputFile, ended);
}

/**
 * Writes a file that an option names, and the folders it stands in.
 *
 * @throws UsageError when that fails
 */
export function writeOutputFile(option: string, path: string, content: string | Uint8Array): void {
  try {
    makeFolder(dirname(resolve(path)));
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${option} ${path}: cannot be written (${systemReason(error)}).`);
  }
}

/** Makes a folder and those above it. One by one: below /proc, Node's own recursion has no end. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/**
 * Adds to a file that an option or the environment names.
 *
 * @throws UsageError when that fails
 */
export function appendOutputFile(option: string, path: string, content: string): void {
  try {
    appendFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${option} ${path}: cannot be written (${systemReason(error)}).`);
  }
}

/** The system's words for a failed file operation: `no such file or directory`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What Node says where a folder is to be made and its path leads through a file.
  if (/^(?:EEXIST|ENOTDIR): .*, mkdir/.test(error.message)) return 'not a directory';
  const [, reason] = /^[A-Z0-9]+: ([^,]+)/.exec(error.message) ?? [];
  return reason ?? error.message;
}
