import type { Argv, CommandModule } from 'yargs';
import { type OutputArguments, withOutputOptions } from '../options/output-options.ts';
import { textOrJson } from '../options/text-or-json.ts';
import { deliver, outputTerminal } from '../output.ts';

interface RulesArguments extends OutputArguments {
  readonly format: 'text' | 'json';
}

export const rulesCommand: CommandModule<object, RulesArguments> = {
  command: 'rules',
  describe:
    'List the rules: what each is worth, in which preset of lint it is or that it needs a workload, and its law',
  builder: (yargs): Argv<RulesArguments> =>
    withOutputOptions(yargs)
      .options({ format: textOrJson })
      .example('$0 rules', '')
      .example(
        '$0 rules --format json | jq -r .rules[].id',
        'for scripts',
      ) as unknown as Argv<RulesArguments>,
  handler: listRules,
};

async function listRules(args: RulesArguments): Promise<void> {
  const { catalogue } = await import('../../lint/rules/index.ts');
  const { packOf } = await import('../../lint/packs/packs.ts');
  const { suppressionRules } = await import('../../lint/suppression-findings.ts');
  const { capacityCatalogue } = await import('../../workload/rules/index.ts');
  const rules = [
    ...catalogue.map(({ id, severity, preset, summary, requires, evidence, docs }) => ({
      id,
      severity,
      preset,
      pack: packOf(id),
      summary,
      requires,
      evidence,
      docs,
    })),
    ...suppressionRules.map((rule) => ({
      ...rule,
      pack: undefined,
      requires: [],
      evidence: [],
      docs: `docs/rules/${rule.id}.md`,
    })),
    ...capacityCatalogue.map(({ id, severity, summary, evidence, docs }) => ({
      id,
      severity,
      preset: 'workload' as const,
      pack: undefined,
      summary,
      requires: ['workload'],
      evidence,
      docs,
    })),
  ];
  if (args.format === 'json') {
    deliver(`${JSON.stringify({ schemaVersion: 1, rules }, null, 2)}\n`, args);
    return;
  }
  const { markdownPage } = await import('../../report/markdown-page.ts');
  const rows = rules.map(
    ({ id, severity, preset, pack, summary }) =>
      `| ${id} | ${severity} | ${pack === undefined ? preset : `pack ${pack}`} | ${summary} |`,
  );
  const table = ['| rule | severity | preset | law |', '| --- | --- | --- | --- |', ...rows].join('\n');
  deliver(markdownPage(table, outputTerminal(args)), args);
}
