import { shardOf } from '../project/inputs/shard.ts';
import { type CheckedItem, type CheckReport, checkReport } from './check-report.ts';

/** A part of a check, and the file that it came in. */
export interface CheckPart {
  readonly file: string;
  readonly report: CheckReport;
}

export type CheckMerge =
  | { readonly ok: true; readonly report: CheckReport }
  | { readonly ok: false; readonly message: string; readonly help?: string };

/** Joins the parts of one check to what it would have said in one piece. Parts that are missing, doubled or of another check are told. */
export function mergeChecks(parts: readonly CheckPart[]): CheckMerge {
  const [first] = parts;
  if (first === undefined) return refused('There is nothing to join.');
  const { plan, failOn, maxWarnings, planned, config } = first.report;
  const count = first.report.shard?.count ?? 1;
  const byIndex = new Map<number, CheckPart>();
  for (const part of parts) {
    const { report, file } = part;
    const isOfIt = report.plan === plan && report.planned === planned && report.failOn === failOn;
    if (!isOfIt || report.maxWarnings !== maxWarnings)
      return refused(`${file} is a part of another check than ${first.file}.`, sameCheckout);
    if ((report.shard?.count ?? 1) !== count)
      return refused(`${file} is a part of ${report.shard?.count ?? 1}, ${first.file} one of ${count}.`);
    const index = report.shard?.index ?? 1;
    const known = byIndex.get(index);
    if (known !== undefined) return refused(`${known.file} and ${file} are both part ${index} of ${count}.`);
    byIndex.set(index, part);
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    return refused(
      `Of ${count} parts ${missing.length === 1 ? 'one is' : `${missing.length} are`} missing: ${named}${more}.`,
    );
  }

  const places = Array.from({ length: planned }, (_, at) => at);
  const items: (CheckedItem | undefined)[] = places.map(() => undefined);
  for (const [index, { report, file }] of byIndex) {
    const own = report.shard === null ? places : shardOf(places, { index, count });
    if (own.length !== report.items.length)
      return refused(`${file} has ${report.items.length} of its ${own.length} boards: it is not complete.`);
    for (const [at, place] of own.entries()) items[place] = report.items[at];
  }
  const all = items.filter((item) => item !== undefined);
  return { ok: true, report: checkReport({ config, plan, planned, failOn, maxWarnings, shard: null }, all) };
}

const sameCheckout = 'All parts are made with the same configuration and options.';

function refused(message: string, help?: string): CheckMerge {
  return { ok: false, message, ...(help === undefined ? {} : { help }) };
}
