import type { CheckReport } from '../report/check-report.ts';
import { readRulePage, rulePageNames } from '../source/rule-pages.ts';
import type { OutputArguments } from './options/output-options.ts';
import { outputTerminal } from './output.ts';
import { version } from './version.ts';

export type CheckFormat = 'text' | 'json' | 'markdown' | 'junit' | 'sarif';

type Formatter = (report: CheckReport, context: OutputArguments) => Promise<string>;

/** By name, in the order in which help lists them. Each loads what it needs when it is asked for. */
const formatters: Readonly<Record<CheckFormat, Formatter>> = {
  text: async (report, context) =>
    (await import('../report/check-text.ts')).checkText(report, outputTerminal(context)),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: async (report) => (await import('../report/check-markdown.ts')).checkMarkdown(report),
  junit: async (report) => (await import('../report/check-junit.ts')).checkJunit(report),
  async sarif(report) {
    const { checkSarif } = await import('../report/check-sarif.ts');
    const { catalogue } = await import('../lint/rules/index.ts');
    const { suppressionRules } = await import('../lint/suppression-findings.ts');
    const { capacityCatalogue } = await import('../workload/rules/index.ts');
    const pages = new Set(rulePageNames());
    const capacity = capacityCatalogue.map((rule) => ({ ...rule, preset: 'workload' }));
    return checkSarif(report, {
      version,
      rules: [...catalogue, ...suppressionRules, ...capacity],
      page: (rule) => (pages.has(rule) ? readRulePage(rule) : undefined),
    });
  },
};

export const checkFormats: readonly CheckFormat[] = Object.keys(formatters) as CheckFormat[];

export function formatCheck(
  format: CheckFormat,
  report: CheckReport,
  context: OutputArguments,
): Promise<string> {
  return formatters[format](report, context);
}
