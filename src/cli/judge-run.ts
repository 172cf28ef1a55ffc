import { failing } from '../lint/fail-on.ts';
import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import type { PlanArguments } from './lint-plan.ts';

/** The boards of a run that one configuration is about. */
export interface JudgedPart {
  /** The options, completed by the configuration. */
  readonly args: PlanArguments;
  /** As findings name them. */
  readonly boards: ReadonlySet<string>;
  /** What they were read from; absolute. */
  readonly files: ReadonlySet<string>;
}

/**
 * Whether a run says no. Each configuration judges its own boards; what stands on the command line is about the run as a whole.
 *
 * @param mostWarnings of the whole run, where the command line says so
 */
export function isRefused(
  report: LintReport,
  parts: readonly JudgedPart[],
  mostWarnings: number | undefined,
): boolean {
  if (mostWarnings !== undefined && report.counts.warning > mostWarnings) return true;
  return parts.some((part) => {
    const { failOn = 'error', maxWarnings } = part.args;
    const counts = { error: 0, warning: 0, info: 0 };
    for (const { severity } of findingsOf(report, part)) counts[severity]++;
    const most = mostWarnings === undefined ? maxWarnings : undefined;
    return (
      failing[failOn].some((severity) => counts[severity] > 0) ||
      (most !== undefined && counts.warning > most)
    );
  });
}

/**
 * The report without what the baselines know, each for the boards of its configurations; a finding of boards of several is known where
 * all know it. Baselines are written first where that is asked for, and what they say is told on standard error.
 *
 * @throws UsageError for a baseline that cannot be read or written
 */
export async function withoutKnown(
  report: LintReport,
  parts: readonly JudgedPart[],
  { update, say }: { readonly update: boolean; readonly say: (text: string) => void },
): Promise<LintReport> {
  const byBaseline = partsByBaseline(parts);
  if (![...byBaseline.keys()].some((baseline) => baseline !== undefined)) return report;

  const { compareWithBaselineFile, updateBaselineFile } = await import('./baseline-file.ts');
  const fresh = new Set<ReportedFinding>();
  for (const [baseline, part] of byBaseline) {
    const own = findingsOf(report, part);
    if (baseline === undefined) {
      for (const finding of own) fresh.add(finding);
      continue;
    }
    if (update) {
      updateBaselineFile(own, baseline, part.files);
      say(`${baseline}: ${own.length} finding${own.length === 1 ? '' : 's'} written.`);
    }
    const { isNew, gone } = compareWithBaselineFile(own, baseline, part.files);
    for (const finding of own) if (isNew(finding)) fresh.add(finding);
    if (gone > 0)
      say(
        `${baseline}: ${gone} of its entries match${gone === 1 ? 'es' : ''} nothing here; --update-baseline takes out what is mended.`,
      );
  }
  const { withoutFindings } = await import('../lint/lint-report.ts');
  return withoutFindings(report, (finding) => !fresh.has(finding), 'known');
}

function partsByBaseline(
  parts: readonly JudgedPart[],
): ReadonlyMap<string | undefined, Pick<JudgedPart, 'boards' | 'files'>> {
  const found = new Map<string | undefined, { boards: Set<string>; files: Set<string> }>();
  for (const { args, boards, files } of parts) {
    const known = found.get(args.baseline) ?? { boards: new Set<string>(), files: new Set<string>() };
    for (const board of boards) known.boards.add(board);
    for (const file of files) known.files.add(file);
    found.set(args.baseline, known);
  }
  return found;
}

function findingsOf(
  { findings }: LintReport,
  { boards: own }: Pick<JudgedPart, 'boards'>,
): readonly ReportedFinding[] {
  return findings.filter(({ boards }) => boards.some((board) => own.has(board)));
}
