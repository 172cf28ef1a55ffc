import { printable } from '../report/printable.ts';
import { commandLine } from './command-line.ts';
import { exitCode } from './exit-code.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** Of what a report of a bug shows of the command line. */
const longestArguments = 1000;

/**
 * Runs one command line, from arguments to exit status.
 *
 * Sets `process.exitCode` and returns; standard output may still be on its way. Never throws.
 */
export async function runCarveout(args: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe(process.stdout);
  endQuietlyOnClosedPipe(process.stderr);
  process.stdout.on('error', sayUnwritable);

  try {
    await commandLine(args).parseAsync();
  } catch (error) {
    if (error instanceof UsageError) sayUsageError(error);
    else sayBug(error, args);
  }
}

/** `carveout … | head`: whoever read has seen enough, which is nobody's mistake. */
function endQuietlyOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.exitCode = exitCode.unusable;
  });
}

function sayUnwritable(error: Error): void {
  process.stderr.write(`carveout: standard output cannot be written (${systemReason(error)}).\n`);
}

function sayUsageError(error: UsageError): void {
  process.exitCode = exitCode.unusable;
  process.stderr.write(`carveout: ${shown(error.message)}\n`);
  if (error.help !== undefined) process.stderr.write(`  help: ${shown(error.help)}\n`);
}

/** A message quotes what the user wrote, which may hold what a terminal obeys. */
function shown(message: string): string {
  return message.split('\n').map(printable).join('\n');
}

/** Thousands of boards say no more than some. */
function shortened(args: string): string {
  return args.length > longestArguments ? `${args.slice(0, longestArguments)} …` : args;
}

/** Input must never get here: whatever it is, it deserves a message with its place. */
function sayBug(error: unknown, args: readonly string[]): void {
  process.exitCode = exitCode.bug;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [
    `carveout: ${message}`,
    '  This is a bug in carveout, please report it with the input that leads to it.',
    `  carveout ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}, arguments: ${shortened(args.join(' '))}`,
  ];
  const stack = error instanceof Error ? error.stack : undefined;
  if (process.env.CARVEOUT_DEBUG && stack !== undefined) lines.push(stack);
  else lines.push('  CARVEOUT_DEBUG=1 in the environment shows where it happened.');
  process.stderr.write(`${shown(lines.join('\n'))}\n`);
}
