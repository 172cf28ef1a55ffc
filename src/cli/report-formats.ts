import type { BoardReport } from '../project/board-report.ts';
import type { OutputArguments } from './options/output-options.ts';
import { outputTerminal } from './output.ts';

export type ReportFormat = 'text' | 'json' | 'html' | 'svg' | 'markdown';

type ReportFormatter = (report: BoardReport, context: OutputArguments) => Promise<string>;

/** By name, in the order in which help lists them. Each loads what it needs when it is asked for. */
const formatters: Readonly<Record<ReportFormat, ReportFormatter>> = {
  async text(report, context) {
    const { reportText } = await import('../report/report-text.ts');
    return reportText(report, outputTerminal(context));
  },
  async json(report) {
    const { reportJson } = await import('../report/report-json.ts');
    return JSON.stringify(reportJson(report), null, 2);
  },
  async html(report) {
    const { reportHtml } = await import('../report/report-html/report-html.ts');
    return reportHtml(report);
  },
  async svg(report) {
    const { reportSvg } = await import('../report/report-svg.ts');
    return reportSvg(report);
  },
  async markdown(report) {
    const { reportMarkdown } = await import('../report/report-markdown.ts');
    return reportMarkdown(report);
  },
};

export const reportFormats: readonly ReportFormat[] = Object.keys(formatters) as ReportFormat[];

export function formatReport(
  format: ReportFormat,
  report: BoardReport,
  context: OutputArguments,
): Promise<string> {
  return formatters[format](report, context);
}
