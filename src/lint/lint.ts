import { BoardFacts, type LintInput } from './board-facts.ts';
import type { Finding, Related, Severity } from './finding.ts';
import { fillTemplate, type MessageValue } from './message-template.ts';
import { type PackName, packOf } from './packs/packs.ts';
import type { Messages, Report, Rule } from './rule.ts';
import { catalogue } from './rules/index.ts';
import { macroPlaces } from './written-places.ts';

/** What a rule's findings are worth to the user. */
export type RuleLevel = Severity | 'off';

/** `strict` holds `recommended`; `all` holds the packs as well. */
export type LintPreset = 'recommended' | 'strict' | 'all';

export interface LintOptions {
  /** In place of a preset's. */
  readonly rules?: readonly Rule[];
  /** Which rules of the catalogue are run; those that `levels` names are in any case. Default: recommended. */
  readonly preset?: LintPreset | undefined;
  /** Packs that are run whatever the preset. */
  readonly packs?: readonly PackName[] | undefined;
  /** Levels by rule id, in place of the rules' own. */
  readonly levels?: ReadonlyMap<string, RuleLevel>;
}

/** A finding names no more second places. */
const mostRelated = 16;

/**
 * Judges a board. Pure: the same input gives the same findings, in order of path, line, column and rule.
 *
 * A rule whose requirements the board does not meet stays silent, so that one fault gives one finding.
 */
export function lint(input: LintInput, options: LintOptions = {}): readonly Finding[] {
  const board = new BoardFacts(input);
  const findings: Finding[] = [];
  const hasRegions = input.model.regions.length > 0;
  for (const rule of chosenRules(options, hasRegions)) {
    const level = options.levels?.get(rule.id);
    if (level === 'off' || !meetsAll(board, rule.requires)) continue;
    rule.check({ board, report: (report) => findings.push(makeFinding(rule, report, level)) });
  }
  return findings.length < 2 ? findings : sortFindings(findings);
}

function meetsAll(board: BoardFacts, requires: Rule['requires']): boolean {
  for (const requirement of requires) if (!board.has(requirement)) return false;
  return true;
}

/** Those of a preset alone, for boards with regions and for others: boards are many, and mostly nothing else is said. */
const rulesOfPresets = {
  all: new Map<LintPreset, readonly Rule[]>(),
  rest: new Map<LintPreset, readonly Rule[]>(),
};

function chosenRules(options: LintOptions, hasRegions: boolean): readonly Rule[] {
  const { rules, preset = 'recommended', packs, levels } = options;
  const isPresetAlone = rules === undefined && (packs?.length ?? 0) === 0 && (levels?.size ?? 0) === 0;
  const rulesOfPreset = hasRegions ? rulesOfPresets.all : rulesOfPresets.rest;
  const known = isPresetAlone ? rulesOfPreset.get(preset) : undefined;
  if (known !== undefined) return known;

  const chosen = (rules ?? catalogue.filter((rule) => isChosenRule(rule, options))).filter(
    ({ about }) => hasRegions || about !== 'regions',
  );
  if (isPresetAlone) rulesOfPreset.set(preset, chosen);
  return chosen;
}

/** Whether a preset or a pack has a rule, or a level names it. */
export function isChosenRule(
  { id, preset }: Rule,
  { preset: chosen = 'recommended', packs = [], levels }: LintOptions,
): boolean {
  if (preset === 'recommended' || chosen === 'all' || levels?.has(id) === true) return true;
  if (preset === 'strict') return chosen === 'strict';
  const pack = packOf(id);
  return pack !== undefined && packs.includes(pack);
}

/** What a rule reports, as a finding; `level` is what the user says that it is worth. */
export function makeFinding(
  rule: Pick<Rule, 'id' | 'severity' | 'messages'>,
  report: Report<Messages>,
  level: Severity | undefined,
): Finding {
  const template = rule.messages[report.message];
  // Rules are typed to name their own messages; this is for rules that were not compiled.
  if (template === undefined) throw new Error(`rule ${rule.id} has no message ${report.message}`);

  const fill = (text: string | undefined): string | undefined =>
    text === undefined
      ? undefined
      : fillTemplate(text, report.data as Readonly<Record<string, MessageValue>>);
  return {
    rule: rule.id,
    severity: level ?? report.severity ?? rule.severity,
    message: fillTemplate(template.text, report.data as Readonly<Record<string, MessageValue>>),
    place: report.place,
    node: report.node.path,
    related: relatedPlaces(report),
    note: report.note ?? fill(template.note),
    help: report.help ?? fill(template.help),
    ...(report.fix === undefined ? {} : { fix: report.fix }),
  };
}

/** Each place once: macros are found from several sides. */
function relatedPlaces(report: Report<Messages>): readonly Related[] {
  const places = new Map<string, Related>();
  for (const related of [...(report.related ?? []), ...macroPlaces(report.place)]) {
    const key = [related.place.file.path, related.place.start, related.message].join('\n');
    if (places.size < mostRelated && !places.has(key)) places.set(key, related);
  }
  return [...places.values()];
}

/** By path, line, column, rule and message. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const keyed = findings.map((finding) => ({
    finding,
    path: finding.place.file.path,
    ...finding.place.file.lineColumn(finding.place.start),
  }));
  keyed.sort(
    (a, b) =>
      compareText(a.path, b.path) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.finding.rule, b.finding.rule) ||
      compareText(a.finding.message, b.finding.message),
  );
  return keyed.map(({ finding }) => finding);
}

/** By code unit, so that the order is the same on every machine. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
