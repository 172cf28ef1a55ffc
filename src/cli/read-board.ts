import type { Define } from '../preprocessor/run.ts';
import type { Board } from '../project/board.ts';
import type { LoadedBoard, LoadOptions } from '../project/load-board.ts';
import type { Problem } from '../source/problem.ts';
import { checkSource } from './collect-inputs.ts';
import { exitCode } from './exit-code.ts';
import type { OutputArguments } from './options/output-options.ts';
import type { SourceArguments } from './options/source-options.ts';
import { errorTerminal } from './output.ts';
import { isStream, readStream } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Of one input. */
const mostShown = 50;

/** Loads boards one by one with what the options say about sources; included files are read and parsed once for all. */
export type BoardReader = (input: string) => LoadedBoard;

/** The reader for a run. @throws UsageError for options that no board can be read with */
export async function boardReader(args: SourceArguments): Promise<BoardReader> {
  refuseOverlays(args.overlay);
  const { loadBoard, loadBoardText } = await import('../project/load-board.ts');
  const { Project } = await import('../project/project.ts');

  const project = new Project();
  const options: LoadOptions = {
    project,
    includeFolders: args.include,
    defines: args.define.map(parseDefine),
  };

  return (input) => {
    if (!isStream(input)) return loadBoard(checkSource(input), options);

    const text = readStream(input);
    const { stdinFilename } = args;
    if (stdinFilename === undefined) return loadBoardText('<stdin>', text, options);
    project.files.put(stdinFilename, text);
    return loadBoard(stdinFilename, options);
  };
}

/** The board of a command that takes one; undefined, with its problems printed and the exit code set, if it is unusable. */
export async function readBoard(
  input: string,
  args: SourceArguments & OutputArguments,
): Promise<Board | undefined> {
  const read = await boardReader(args);
  const { board, problems } = read(input);
  await sayProblems(problems, args);
  if (board === undefined) process.exitCode = exitCode.unusable;
  return board;
}

/** Prints what is wrong with an input to standard error. */
export async function sayProblems(
  problems: readonly Problem[],
  output: Pick<OutputArguments, 'color' | 'ascii'>,
): Promise<void> {
  if (problems.length === 0) return;
  const { problemsPretty } = await import('../report/problem-pretty.ts');
  process.stderr.write(`${problemsPretty(mostImportant(problems), errorTerminal(output))}\n`);
  const left = problems.length - mostShown;
  if (left > 0) process.stderr.write(`\n… and ${left} more problem${left === 1 ? '' : 's'}.\n`);
}

/** As many as somebody reads, errors before warnings where not all fit. */
function mostImportant(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostShown) return problems;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity !== 'error');
  return [...errors, ...warnings].slice(0, mostShown);
}

function refuseOverlays(overlays: readonly string[]): void {
  if (overlays.length > 0) throw new UsageError('--overlay: overlays cannot be applied yet.');
}

/** `NAME`, `NAME=VALUE` or `NAME(parameters)=VALUE`. */
function parseDefine(text: string): Define {
  const [, name, value] = /^([A-Za-z_]\w*(?:\([^()]*\))?)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`-D ${text}: not a macro.`, 'Write -D NAME or -D NAME=VALUE.');
  return { name, value };
}
