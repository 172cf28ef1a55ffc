import type { Outcome } from './run-conformance.ts';
import { Tally } from './tally.ts';

/** Lines on one recording: nothing for one that passed. */
export function outcomeLines({ folder, scenario, result, reason, tally }: Outcome): readonly string[] {
  if (result === 'passed') return [];
  if (result !== 'failed')
    return [`${folder}/${scenario}: ${result === 'missing' ? 'missing' : 'left out'}: ${reason}`];

  const shown = tally.differences.map((difference) => `  ${difference}`);
  const rest = tally.differenceCount - tally.differences.length;
  const more = rest > 0 ? [`  and ${rest} more`] : [];
  return [`${folder}/${scenario}: ${tally.differenceCount} differences`, ...shown, ...more];
}

/** Figures over all: by folder and template, by field, and in all. */
export function summaryLines(outcomes: readonly Outcome[]): readonly string[] {
  const folders = [...new Set(outcomes.map(({ folder }) => folder))];
  return [
    ...folders.flatMap((folder) => folderLines(folder, outcomes)),
    '',
    ...fieldLines(outcomes),
    '',
    totalLine(outcomes),
  ];
}

function folderLines(folder: string, outcomes: readonly Outcome[]): readonly string[] {
  const own = outcomes.filter((outcome) => outcome.folder === folder);
  const templates = [...new Set(own.map(({ template }) => template))].sort();
  const rows = templates.map((template) => {
    const some = own.filter((outcome) => outcome.template === template);
    return `  ${template.padEnd(20)} ${counts(some)}`;
  });
  return ['', `${folder}: ${counts(own)}`, ...rows, ...missingLines(own)];
}

function missingLines(outcomes: readonly Outcome[]): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { result, reason } of outcomes) {
    if (result === 'missing' && reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, times]) => `  missing: ${reason} (${times} recordings)`);
}

function counts(outcomes: readonly Outcome[]): string {
  const of = (result: Outcome['result']): number =>
    outcomes.filter((outcome) => outcome.result === result).length;
  const extra = [
    ...(of('missing') > 0 ? [`${of('missing')} missing`] : []),
    ...(of('left-out') > 0 ? [`${of('left-out')} left out`] : []),
  ];
  return [`${of('passed')} passed`, `${of('failed')} failed`, ...extra].join(', ');
}

function fieldLines(outcomes: readonly Outcome[]): readonly string[] {
  const all = new Tally(0);
  for (const { tally } of outcomes) all.add(tally);

  const names = [...all.fields.keys()].sort();
  return names.map((name) => {
    const { compared = 0, different = 0, leftOut = new Map<string, number>() } = all.fields.get(name) ?? {};
    const reasons = [...leftOut].map(([reason, times]) => `${times} left out (${reason})`);
    return `${name}: ${[`${compared} compared`, `${different} different`, ...reasons].join(', ')}`;
  });
}

/** Recordings that hung are neither; ones that nothing is there for are counted beside the two, and fail the run unless allowed. */
function totalLine(outcomes: readonly Outcome[]): string {
  const of = (result: Outcome['result']): number =>
    outcomes.filter((outcome) => outcome.result === result).length;
  return `${of('missing')} missing, ${of('left-out')} left out\n${of('passed')} passed, ${of('failed')} failed`;
}
