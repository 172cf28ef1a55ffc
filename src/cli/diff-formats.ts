import type { BoardDiff } from '../project/diff/board-diff.ts';
import type { OutputArguments } from './options/output-options.ts';
import { outputTerminal } from './output.ts';

export type DiffFormat = 'text' | 'json' | 'markdown' | 'svg';

type DiffFormatter = (diff: BoardDiff, context: OutputArguments) => Promise<string>;

/** By name, in the order in which help lists them. Each loads what it needs when it is asked for. */
const formatters: Readonly<Record<DiffFormat, DiffFormatter>> = {
  async text(diff, context) {
    const { diffText } = await import('../report/diff-text.ts');
    return diffText(diff, outputTerminal(context), await kernelLine(diff));
  },
  async json(diff) {
    const { diffJson } = await import('../report/diff-json.ts');
    return diffJson(diff);
  },
  async markdown(diff) {
    const { diffMarkdown } = await import('../report/diff-markdown.ts');
    return diffMarkdown(diff, await kernelLine(diff));
  },
  async svg(diff) {
    const { diffSvg } = await import('../report/diff-svg.ts');
    return diffSvg(diff);
  },
};

export const diffFormats: readonly DiffFormat[] = Object.keys(formatters) as DiffFormat[];

export function formatDiff(format: DiffFormat, diff: BoardDiff, context: OutputArguments): Promise<string> {
  return formatters[format](diff, context);
}

/** The kernel of the new tree and what is assumed of it; undefined where none booted. */
async function kernelLine({ boot }: BoardDiff): Promise<string | undefined> {
  if (boot === undefined) return undefined;
  const { placementLine, profileLine } = await import('../report/kernel-line.ts');
  const { profile, machine } = boot.new.kernel;
  return `${profileLine(profile)}; ${placementLine(machine)}`;
}
