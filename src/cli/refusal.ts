import type { Argv } from 'yargs';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';

/** What yargs keeps about the command that it was parsing; `getOptions` is not in its published types. */
interface ParserState {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly hiddenOptions: readonly string[];
  };
}

/** yargs' complaint about a command line as a sentence of ours, with the word that was probably meant. */
export function refusal(
  complaint: string,
  parser: Argv,
  commands: readonly string[],
  args: readonly string[],
): UsageError {
  const [, words] = /^Unknown (?:argument|command)s?: (.*)$/.exec(complaint) ?? [];
  const [command] = args;
  if (command?.startsWith('--'))
    return refuseOptions([command.replace(/^--|=.*$/g, '')], parser, commands, args);
  if (/^Not enough non-option/.test(complaint))
    return new UsageError('Not enough arguments.', whereToLook(commands, args));
  const [, option] = /^Not enough arguments following: (.*)$/.exec(complaint) ?? [];
  if (option !== undefined)
    return new UsageError(`${withDashes(option)}: its value is missing.`, whereToLook(commands, args));
  if (words === undefined) return new UsageError(complaint.trim(), whereToLook(commands, args));

  const unknown = [...new Set(words.split(', ').map(dashed))];
  const options = unknown.filter((word) => isOptionOf(args, word));
  if (options.length > 0) return refuseOptions(options, parser, commands, args);

  if (command === undefined || commands.includes(command)) {
    return new UsageError(`Too many arguments: ${unknown.join(', ')}.`, whereToLook(commands, args));
  }
  const near = didYouMean(command, commands);
  return new UsageError(
    `There is no command ${command}.`,
    near === undefined ? whereToLook(commands, args) : `Did you mean ${near}?`,
  );
}

function refuseOptions(
  options: readonly string[],
  parser: Argv,
  commands: readonly string[],
  args: readonly string[],
): UsageError {
  const { key, hiddenOptions } = (parser as unknown as ParserState).getOptions();
  const known = Object.keys(key).filter((name) => !hiddenOptions.includes(name));
  const near = options.flatMap((option) => didYouMean(option, known) ?? []);

  return new UsageError(
    `Unknown option${options.length > 1 ? 's' : ''}: ${options.map(withDashes).join(', ')}.`,
    near.length > 0 ? `Did you mean ${near.map(withDashes).join(', ')}?` : whereToLook(commands, args),
  );
}

/** yargs reports an option in both spellings: `outFile` is `out-file` again. */
function dashed(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function isOptionOf(args: readonly string[], word: string): boolean {
  return args.some(
    (arg) => arg === `--${word}` || arg.startsWith(`--${word}=`) || (word.length === 1 && /^-[^-]/.test(arg)),
  );
}

function withDashes(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function whereToLook(commands: readonly string[], args: readonly string[]): string {
  const [command] = args;
  const known = command !== undefined && commands.includes(command);
  return known ? `carveout ${command} --help shows what it takes.` : 'carveout --help lists the commands.';
}
