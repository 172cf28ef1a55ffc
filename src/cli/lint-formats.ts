import type { LintReport } from '../lint/lint-report.ts';
import { readRulePage, rulePageNames } from '../source/rule-pages.ts';
import type { OutputArguments } from './options/output-options.ts';
import { outputTerminal } from './output.ts';
import { version } from './version.ts';

export interface LintFormatContext extends OutputArguments {
  readonly cmdline: string | undefined;
  /** Whether every input could be read. */
  readonly allUsable: boolean;
}

export type LintFormat =
  | 'pretty'
  | 'compact'
  | 'json'
  | 'jsonl'
  | 'sarif'
  | 'github'
  | 'gitlab'
  | 'junit'
  | 'checkstyle'
  | 'markdown';

type Formatter = (report: LintReport, context: LintFormatContext) => Promise<string>;

/** By name, in the order in which help lists them. Each loads what it needs when it is asked for. */
const formatters: Readonly<Record<LintFormat, Formatter>> = {
  async pretty(report, context) {
    const { profileLine } = await import('../report/kernel-line.ts');
    const { lintPretty } = await import('../report/lint-pretty.ts');
    const profiles = new Set(report.boards.map(({ profile }) => profile && profileLine(profile)));
    const [kernel] = profiles.size === 1 ? profiles : [];
    return lintPretty(report, outputTerminal(context), { kernel });
  },
  compact: async (report) => (await import('../report/lint-compact.ts')).lintCompact(report),
  async json(report, { cmdline }) {
    const { lintJson } = await import('../report/lint-json.ts');
    const { lintKernelJson } = await import('../report/lint-kernel.ts');
    return lintJson(report, { kernel: lintKernelJson(report.boards, cmdline) });
  },
  jsonl: async (report) => (await import('../report/lint-jsonl.ts')).lintJsonl(report),
  async sarif(report, { allUsable }) {
    const { lintSarif } = await import('../report/lint-sarif.ts');
    const { catalogue } = await import('../lint/rules/index.ts');
    const { suppressionRules } = await import('../lint/suppression-findings.ts');
    const pages = new Set(rulePageNames());
    return lintSarif(report, {
      version,
      allUsable,
      rules: [...catalogue, ...suppressionRules],
      page: (rule) => (pages.has(rule) ? readRulePage(rule) : undefined),
    });
  },
  github: async (report) => (await import('../report/lint-github.ts')).lintGithub(report),
  gitlab: async (report) => (await import('../report/lint-gitlab.ts')).lintGitlab(report),
  junit: async (report) => (await import('../report/lint-junit.ts')).lintJunit(report),
  checkstyle: async (report) => (await import('../report/lint-checkstyle.ts')).lintCheckstyle(report),
  markdown: async (report) => (await import('../report/lint-markdown.ts')).lintMarkdown(report),
};

export const lintFormats: readonly LintFormat[] = Object.keys(formatters) as LintFormat[];

/** The report in a format. */
export function formatLint(
  format: LintFormat,
  report: LintReport,
  context: LintFormatContext,
): Promise<string> {
  return formatters[format](report, context);
}
