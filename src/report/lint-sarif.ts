import type { Fix, Severity } from '../lint/finding.ts';
import { fingerprints } from '../lint/fingerprint.ts';
import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import type { Rule } from '../lint/rule.ts';
import type { Place, Span } from '../source/place.ts';
import { rangeJson } from './finding-json.ts';

export interface SarifOptions {
  readonly version: string;
  /** The catalogue: rules that were run, with or without findings. */
  readonly rules: readonly Pick<Rule, 'id' | 'summary' | 'severity' | 'preset'>[];
  /** The Markdown of a rule's page. */
  readonly page: (rule: string) => string | undefined;
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** A finding in a file that so many boards include names no more of them. */
const mostBoards = 50;

/**
 * SARIF 2.1.0 (OASIS): one run, with each rule's page as its help, second places, remedies as edits, and fingerprints that stay
 * when lines move, by which code-scanning services know a finding again.
 */
export function lintSarif(report: LintReport, { version, rules, page }: SarifOptions): string {
  const quiet = report.suppressed.map(({ reason, ...finding }) => ({ finding, reason, kind: 'inSource' }));
  const known = report.known.map((finding) => ({ finding, reason: undefined, kind: 'external' }));
  const shown = report.findings.map((finding) => ({ finding, reason: undefined, kind: undefined }));
  const results = [...shown, ...quiet, ...known];
  const prints = fingerprints(results.map(({ finding }) => finding));
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const withBoards = report.boards.length > 1;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'carveout', version, rules: rules.map((rule) => descriptor(rule, page(rule.id))) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        results: results.map(({ finding, kind, reason }, index) => ({
          ...result(finding, {
            ruleIndex: indexes.get(finding.rule),
            print: prints[index] ?? '',
            withBoards,
          }),
          ...(kind === undefined
            ? {}
            : { suppressions: [{ kind, ...(reason === undefined ? {} : { justification: reason }) }] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: SarifOptions['rules'][number], page: string | undefined): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    ...(page === undefined ? {} : { help: { text: page, markdown: page } }),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { preset: rule.preset, tags: ['devicetree', 'reserved-memory'] },
  };
}

function result(
  finding: ReportedFinding,
  {
    ruleIndex,
    print,
    withBoards,
  }: { readonly ruleIndex: number | undefined; readonly print: string; readonly withBoards: boolean },
): object {
  const { rule, severity, message, note, help, node, place, related, fix, boards } = finding;
  const text = [message, note, help].filter((part) => part !== undefined).join('\n');
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text },
    locations: [
      {
        physicalLocation: physicalLocation(place),
        logicalLocations: [{ fullyQualifiedName: node, kind: 'object' }],
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, id) => ({
            id,
            message: { text: one.message },
            physicalLocation: physicalLocation(one.place),
          })),
        }),
    ...(fix === undefined ? {} : { fixes: [fixObject(fix)] }),
    partialFingerprints: { 'carveout/v1': print },
    ...(withBoards ? { properties: { boards: boards.slice(0, mostBoards), boardCount: boards.length } } : {}),
  };
}

function physicalLocation(place: Place): object {
  return { artifactLocation: { uri: uriOf(place.file.path) }, region: region(place) };
}

function region(span: Span): object {
  const { line, column, endLine, endColumn } = rangeJson(span);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A relative path is relative to where the command ran, as upload actions take it. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^(?:\.\/)+/, '');
}

function fixObject({ title, edits }: Fix): object {
  const byFile = new Map<string, object[]>();
  for (const { place, text } of edits) {
    const replacement = { deletedRegion: region(place), insertedContent: { text } };
    const known = byFile.get(place.file.path);
    if (known === undefined) byFile.set(place.file.path, [replacement]);
    else known.push(replacement);
  }
  return {
    description: { text: title },
    artifactChanges: [...byFile].map(([path, replacements]) => ({
      artifactLocation: { uri: uriOf(path) },
      replacements,
    })),
  };
}
