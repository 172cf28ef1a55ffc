import type { Finding, Severity } from './finding.ts';
import type { LintedBoard } from './lint-report.ts';
import type { Suppression } from './suppressions.ts';

/** What is said about comments that keep findings quiet, by the id that `--rule` takes. */
export interface RemarkLevels {
  /** Nothing came of it, on no board of the run. Default: warning. */
  readonly unused?: Severity | 'off' | undefined;
  /** It does not say why. Default: off; in the strict preset a warning. */
  readonly withoutReason?: Severity | 'off' | undefined;
  /** The rules that there are, to tell misspelt names. */
  readonly ruleIds?: readonly string[] | undefined;
  /** Whether a rule was run: a comment for one that was not is not called unused. Default: all were. */
  readonly wasRun?: ((rule: string) => boolean) | undefined;
}

export const unusedSuppression = 'unused-suppression';
export const unexplainedSuppression = 'unexplained-suppression';

/** What is said about comments is told, turned off and explained as findings of rules are. */
export const suppressionRules: readonly {
  readonly id: string;
  readonly severity: Severity;
  readonly preset: 'recommended' | 'strict';
  readonly summary: string;
}[] = [
  {
    id: unusedSuppression,
    severity: 'warning',
    preset: 'recommended',
    summary: 'A comment that keeps findings quiet must have one to keep quiet.',
  },
  {
    id: unexplainedSuppression,
    severity: 'warning',
    preset: 'strict',
    summary: 'A comment that keeps findings quiet must say why.',
  },
];

/** What there is to say about the suppressions of a run's boards, each with the first board that has it. */
export function suppressionFindings(
  boards: readonly LintedBoard[],
  remarks: RemarkLevels | ((board: string) => RemarkLevels) = {},
): readonly { readonly finding: Finding; readonly board: string }[] {
  const used = new Set<string>();
  const first = new Map<string, { readonly suppression: Suppression; readonly board: string }>();
  for (const { path, suppressed = [], suppressions = [] } of boards) {
    for (const { suppression } of suppressed) used.add(placeKey(suppression));
    for (const suppression of suppressions) {
      const key = placeKey(suppression);
      if (!first.has(key)) first.set(key, { suppression, board: path });
    }
  }

  const findings: { readonly finding: Finding; readonly board: string }[] = [];
  for (const [key, { suppression, board }] of first) {
    const levels = typeof remarks === 'function' ? remarks(board) : remarks;
    const { unused = 'warning', withoutReason = 'off', ruleIds, wasRun = () => true } = levels;
    const unknown = suppression.rules.filter((rule) => ruleIds !== undefined && !ruleIds.includes(rule));
    const couldAct = unknown.length > 0 || suppression.rules.length === 0 || suppression.rules.some(wasRun);
    if (unused !== 'off' && !used.has(key) && couldAct) {
      const message = unusedText(suppression, unknown);
      findings.push({
        board,
        finding: remark(suppression, { rule: unusedSuppression, severity: unused, message }),
      });
    }
    if (withoutReason !== 'off' && suppression.reason === undefined) {
      const message = 'This comment keeps findings quiet and does not say why.';
      findings.push({
        board,
        finding: {
          ...remark(suppression, { rule: unexplainedSuppression, severity: withoutReason, message }),
          help: 'Write the reason behind `--`: /* carveout-disable-next-line RULE -- reason */.',
        },
      });
    }
  }
  return findings;
}

/** Which comment it is: in a long run its file may be read more than once. */
function placeKey({ place: { file, start } }: Suppression): string {
  return `${file.absolutePath ?? file.path}:${start}`;
}

function unusedText({ rules }: Suppression, unknown: readonly string[]): string {
  if (unknown.length > 0) return `This comment names ${listed(unknown)}, which is no rule.`;
  const what = rules.length === 0 ? 'any rule' : listed(rules);
  return `This comment keeps nothing quiet: ${what} finds nothing there.`;
}

/** A comment may name thousands. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  return [...shown, ...(names.length > 3 ? [`${names.length - 3} more`] : [])].join(', ');
}

function remark(
  { place }: Suppression,
  { rule, severity, message }: Pick<Finding, 'rule' | 'severity' | 'message'>,
): Finding {
  const help = rule === unusedSuppression ? { help: 'Take it away.' } : {};
  return { rule, severity, message, place, node: '/', related: [], ...help };
}
