import type { BootedKernel } from '../kernel/booted-kernel.ts';
import type { Finding } from '../lint/finding.ts';
import type { Rehearsal, RehearsalRequest } from '../project/rehearse/rehearsal.ts';
import type { OutputArguments } from './options/output-options.ts';
import { outputTerminal } from './output.ts';

export interface RunFormatContext extends OutputArguments {
  /** What the capacity rules say. */
  readonly findings: readonly Finding[];
}

/** What shows a rehearsal, made anew for each. */
export interface RunFormatter {
  /** Watches the runs that it is to show, where the figures are not enough. */
  readonly observer?: RehearsalRequest['observer'];
  readonly format: (rehearsal: Rehearsal, context: RunFormatContext) => string | Promise<string>;
}

export type RunFormat = 'text' | 'json' | 'html' | 'svg' | 'markdown' | 'junit';

/** By name, in the order in which help lists them. Each loads what it needs when it is asked for. */
const formatters: Readonly<Record<RunFormat, () => Promise<RunFormatter>>> = {
  async text() {
    const { rehearsalText } = await import('../report/rehearsal-text.ts');
    const kernelText = await kernelLines();
    return {
      format: (rehearsal, context) =>
        rehearsalText(rehearsal, {
          terminal: outputTerminal(context),
          kernelText,
          findings: context.findings,
        }),
    };
  },
  async json() {
    const { bootKernelJson } = await import('../report/boot-json.ts');
    const { rehearsalJson } = await import('../report/rehearsal-json.ts');
    return {
      format: (rehearsal, { findings }) => rehearsalJson(rehearsal, { kernelJson: bootKernelJson, findings }),
    };
  },
  async html() {
    const { HistoryKeeper } = await import('../workload/history/history-keeper.ts');
    const { runHtml } = await import('../report/run-html/run-html.ts');
    const histories = new HistoryKeeper();
    const kernelText = await kernelLines();
    return {
      observer: (setting, dma) => histories.observe(setting, dma),
      format: (rehearsal, { findings }) =>
        runHtml(rehearsal, {
          kernelText,
          recordOf: (setting) => histories.recorded(setting),
          findings,
        }),
    };
  },
  async svg() {
    const { HistoryKeeper } = await import('../workload/history/history-keeper.ts');
    const { runSvg } = await import('../report/run-svg.ts');
    const histories = new HistoryKeeper();
    return {
      observer: (setting, dma) => histories.observe(setting, dma),
      format: (rehearsal) => runSvg(rehearsal, (setting) => histories.recorded(setting)),
    };
  },
  async markdown() {
    const { runMarkdown } = await import('../report/run-markdown.ts');
    const kernelText = await kernelLines();
    return { format: (rehearsal, { findings }) => runMarkdown(rehearsal, { kernelText, findings }) };
  },
  async junit() {
    const { runJunit } = await import('../report/run-junit.ts');
    return { format: (rehearsal, { findings }) => runJunit(rehearsal, findings) };
  },
};

export const runFormats: readonly RunFormat[] = Object.keys(formatters) as RunFormat[];

export function runFormatter(format: RunFormat): Promise<RunFormatter> {
  return formatters[format]();
}

/** What says in one line which kernel something is about, under which assumptions. */
export async function kernelLines(): Promise<(kernel: BootedKernel) => string> {
  const { placementLine, profileLine } = await import('../report/kernel-line.ts');
  return ({ profile, machine }) => `${profileLine(profile)}; ${placementLine(machine)}`;
}
