import type { Argv, CommandModule } from 'yargs';

/** The command that prints a script for the shell which it is run in, bash or zsh. */
export function completionCommand(parser: () => Argv): CommandModule<object, object> {
  return {
    command: 'completion',
    describe: 'Print a script that completes commands and options in bash or zsh',
    builder: (yargs): Argv<object> =>
      yargs
        .example('$0 completion >> ~/.bashrc', 'for bash')
        .example('$0 completion >> ~/.zshrc', 'for zsh') as unknown as Argv<object>,
    handler: () => {
      parser().showCompletionScript();
    },
  };
}
