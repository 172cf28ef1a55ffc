import type { Argv, CommandModule } from 'yargs';
import { readRulePage, rulePageNames } from '../../source/rule-pages.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { deliver, outputTerminal } from '../output.ts';
import { UsageError } from '../usage-error.ts';

interface ExplainArguments extends OutputArguments {
  readonly rule: string | undefined;
}

export const explainCommand: CommandModule<object, ExplainArguments> = {
  command: 'explain [rule]',
  describe: "Show a rule's page: what is wrong, what the kernel does, how to put it right",
  builder: (yargs): Argv<ExplainArguments> =>
    withOutputOptions(yargs)
      .positional('rule', {
        type: 'string',
        describe: 'The rule, as lint prints it; without one: the list of rules',
      })
      .example('$0 explain region-overlap', 'what lint means by it'),
  handler: explain,
};

async function explain(args: ExplainArguments): Promise<void> {
  const names = rulePageNames();
  if (args.rule === undefined) {
    deliver(names.join('\n'), args);
    return;
  }

  if (!names.includes(args.rule)) {
    const near = didYouMean(args.rule, names);
    throw new UsageError(
      `There is no rule ${args.rule}.`,
      near === undefined ? 'carveout explain lists the rules.' : `Did you mean ${near}?`,
    );
  }
  const { markdownPage } = await import('../../report/markdown-page.ts');
  deliver(markdownPage(readRulePage(args.rule), outputTerminal(args)), args);
}
