import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { diskFiles } from '../../source/file-access.ts';
import { collectSources } from '../collect-inputs.ts';
import { exitCode } from '../exit-code.ts';
import { writeOutputFile } from '../output.ts';
import { outputPaths } from '../output-paths.ts';
import { isStream, standardInput } from '../streams.ts';
import { UsageError } from '../usage-error.ts';
import { lastOne } from './last-one.ts';
import { type OutputArguments, withOutputOptions } from './output-options.ts';

/** Where the files go that a command makes of its inputs. */
export interface FileArguments extends OutputArguments {
  readonly inputs: readonly string[];
  readonly outDir: string | undefined;
  readonly root: string | undefined;
}

const group = 'Output:';
const text = { type: 'string', requiresArg: true, coerce: lastOne, group } as const;

/** Options of the commands that turn files into other files. */
export function withFileOptions<T>(yargs: Argv<T>): Argv<T & FileArguments> {
  return withOutputOptions(yargs)
    .alias('output-file', 'o')
    .options({
      'out-dir': { ...text, describe: 'Of many inputs: write each below this folder, under its own path' },
      root: {
        ...text,
        defaultDescription: 'the folder that the inputs have in common',
        describe: 'With --out-dir: the folder that paths are kept below',
      },
    }) as unknown as Argv<T & FileArguments>;
}

/** Each input with the file that it goes to; undefined for standard output. */
export type InputsAndOutputs = readonly (readonly [input: string, output: string | undefined])[];

/**
 * What goes where.
 *
 * @param suffixes of inputs, with those of their outputs; of a folder every file that has one is taken
 * @throws UsageError for options that do not go together
 */
export function inputsAndOutputs(
  { inputs, outputFile, outDir, root }: FileArguments,
  suffixes: Readonly<Record<string, string>>,
): InputsAndOutputs {
  const all = collectSources(inputs, Object.keys(suffixes));
  if (outDir !== undefined) {
    if (outputFile !== undefined) throw new UsageError('--output-file and --out-dir exclude each other.');
    const stream = all.find(isStream);
    if (stream !== undefined)
      throw new UsageError('--out-dir: standard input has no path to be written under.');
    const jobs = [...outputPaths(all, outDir, suffixes, root)];
    refuseOverwriting(jobs);
    return jobs;
  }
  if (root !== undefined) throw new UsageError('--root goes with --out-dir only.');
  const [input] = all;
  if (input === undefined || all.length > 1) {
    throw new UsageError(`${all.length} inputs, and one output.`, 'Name a folder for them with --out-dir.');
  }
  const jobs: InputsAndOutputs = [[input, outputFile === standardInput ? undefined : outputFile]];
  refuseOverwriting(jobs);
  return jobs;
}

/** Before anything is written: an output that is one of the inputs would destroy it. */
function refuseOverwriting(jobs: InputsAndOutputs): void {
  const inputs = new Set(jobs.map(([input]) => realPath(input)));
  for (const [, output] of jobs)
    if (output !== undefined && existsSync(output) && inputs.has(realPath(output)))
      throw new UsageError(`${output} is one of the inputs, and would be overwritten.`);
}

function realPath(path: string): string {
  return diskFiles.realPath(resolve(path)) ?? resolve(path);
}

/**
 * Writes an output. Where it is one of many, a failure is told and sets the exit code, and the others are written.
 *
 * @throws UsageError where it is the only one
 */
export function writeOneOfMany(jobs: InputsAndOutputs, path: string, content: string | Uint8Array): void {
  const option = jobs.length > 1 ? '--out-dir' : '--output-file';
  try {
    writeOutputFile(option, path, content);
  } catch (error) {
    if (jobs.length === 1 || !(error instanceof UsageError)) throw error;
    process.stderr.write(`carveout: ${error.message}\n`);
    process.exitCode = exitCode.unusable;
  }
}
