import { basename } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { lastOne } from '../options/last-one.ts';

const shells = ['bash', 'zsh'] as const;

interface CompletionArguments {
  readonly shell: (typeof shells)[number] | undefined;
}

/** The command that prints a script for a shell. Yargs has the scripts, and answers what they ask. */
export const completionCommand: CommandModule<object, CompletionArguments> = {
  command: 'completion [shell]',
  describe: 'Print a script that completes commands and options in bash or zsh',
  builder: (yargs): Argv<CompletionArguments> =>
    yargs
      .positional('shell', {
        choices: shells,
        coerce: lastOne,
        defaultDescription: 'that of $SHELL',
        describe: 'The shell that the script is for',
      })
      .example('$0 completion bash >> ~/.bashrc', 'for bash, from the next shell on')
      .example('$0 completion zsh >> ~/.zshrc', 'for zsh') as unknown as Argv<CompletionArguments>,
  handler: printScript,
};

async function printScript({ shell }: CompletionArguments): Promise<void> {
  const { default: yargs } = await import('yargs');
  // A new parser looks nowhere else for the shell.
  if (shell !== undefined) process.env.SHELL = shell;
  const name = basename(process.env.SHELL ?? '');
  const parser: Argv & ScriptPrinter = yargs([]);
  parser.showCompletionScript(
    'carveout',
    shells.some((one) => one === name) ? `completion ${name}` : 'completion',
  );
}

/** What yargs has and its types do not show. */
interface ScriptPrinter {
  showCompletionScript(name: string, command: string): unknown;
}
