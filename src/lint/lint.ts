import { BoardFacts, type LintInput } from './board-facts.ts';
import type { Finding, Related, Severity } from './finding.ts';
import { fillTemplate, type MessageValue } from './message-template.ts';
import { type PackName, packOf } from './packs/packs.ts';
import {
  type Messages,
  type Report,
  type Requirement,
  type Rule,
  type RuleContext,
  requirements,
} from './rule.ts';
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
  const { levels } = options;
  const rules = rulesFor(board, options);
  // One context serves all rules, which report while they are run: boards and rules are many, and findings few.
  let index = 0;
  const context: RuleContext<Messages> = {
    board,
    report: (report) => {
      const rule = rules[index] as Rule;
      // Those that are off were not asked.
      findings.push(makeFinding(rule, report, levels?.get(rule.id) as Severity | undefined));
    },
  };
  for (; index < rules.length; index++) rules[index]?.check(context);
  return findings.length < 2 ? findings : sortFindings(findings);
}

/** Those of a preset alone, by it and what the board lacks: boards are many, and mostly nothing else is said. */
const rulesOfPresets = new Map<LintPreset, Map<number, readonly Rule[]>>();

/** A bit behind those of {@link requirements}. */
const noRegions = 1 << requirements.length;

/** The chosen rules whose requirements a board meets, in order. */
function rulesFor(board: BoardFacts, options: LintOptions): readonly Rule[] {
  const { rules, preset = 'recommended', packs, levels } = options;
  const lacks = lacksOf(board);
  const isPresetAlone = rules === undefined && (packs?.length ?? 0) === 0 && (levels?.size ?? 0) === 0;
  if (!isPresetAlone) return chosenRules(options, lacks);

  let ofPreset = rulesOfPresets.get(preset);
  if (ofPreset === undefined) {
    ofPreset = new Map();
    rulesOfPresets.set(preset, ofPreset);
  }
  let known = ofPreset.get(lacks);
  if (known === undefined) {
    known = chosenRules(options, lacks);
    ofPreset.set(lacks, known);
  }
  return known;
}

/** What rules may ask for and the board does not have, a bit each. */
function lacksOf(board: BoardFacts): number {
  let lacks = board.model.regions.length > 0 ? 0 : noRegions;
  for (let index = 0; index < requirements.length; index++)
    if (!board.has(requirements[index] as Requirement)) lacks |= 1 << index;
  return lacks;
}

function chosenRules(options: LintOptions, lacks: number): readonly Rule[] {
  const { rules = catalogue.filter((rule) => isChosenRule(rule, options)), levels } = options;
  return rules.filter(({ id, about, requires }) => {
    if (levels?.get(id) === 'off' || (about === 'regions' && (lacks & noRegions) !== 0)) return false;
    return requires.every((requirement) => (lacks & (1 << requirements.indexOf(requirement))) === 0);
  });
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
