import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';

interface LspArguments {
  readonly timeLimit: number;
}

export const lspCommand: CommandModule<object, LspArguments> = {
  command: 'lsp',
  describe: 'Serve an editor: findings as you type, hovers, fixes (language server protocol)',
  builder: (yargs): Argv<LspArguments> =>
    yargs
      .options({
        stdio: {
          type: 'boolean',
          default: true,
          describe: 'Speak on standard input and output; there is no other way',
        },
        'time-limit': {
          type: 'number',
          requiresArg: true,
          default: 20,
          describe: 'Seconds that one board may take before it is given up',
        },
        // Editors pass it; the server ends when that process does.
        clientProcessId: { type: 'number', hidden: true },
      })
      .example('$0 lsp', 'what an editor starts; docs/editors.md tells how')
      .example('$0 lsp --stdio --time-limit 60', 'on a slow machine') as unknown as Argv<LspArguments>,
  handler: lsp,
};

async function lsp({ timeLimit }: LspArguments): Promise<void> {
  if (!(timeLimit > 0 && timeLimit <= 3600))
    throw new UsageError('--time-limit: not a number of seconds between 0 and 3600.');
  const { serve } = await import('../../lsp/serve.ts');
  serve({ version, timeLimit: timeLimit * 1000 });
}
