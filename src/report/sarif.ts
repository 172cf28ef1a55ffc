import type { Severity } from '../lint/finding.ts';
import type { FindingJson, FixJson, RangeJson } from './finding-json.ts';

/** A rule as SARIF lists it. */
export interface SarifRule {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  /** Of lint; `workload` where it is about one. */
  readonly preset: string;
}

export interface SarifOptions {
  readonly version: string;
  /** The catalogue: rules that were run, with or without findings. */
  readonly rules: readonly SarifRule[];
  /** The Markdown of a rule's page. */
  readonly page: (rule: string) => string | undefined;
  /** Whether every input could be judged. */
  readonly allUsable: boolean;
}

/** A finding on its way into a SARIF log: plain, so that it may come from another run's report. */
export interface SarifFinding extends Omit<FindingJson, 'related'> {
  readonly related: readonly (RangeJson & { readonly message: string })[];
  readonly fingerprint: string;
  /** Why it is not shown as new. */
  readonly suppression?: { readonly kind: 'inSource' | 'external'; readonly reason: string | undefined };
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** A finding in a file that so many boards include names no more of them. */
const mostBoards = 50;

/**
 * SARIF 2.1.0 (OASIS): one run, with each rule's page as its help, second places, remedies as edits, and fingerprints that stay
 * when lines move, by which code-scanning services know a finding again.
 */
export function sarifLog(
  findings: readonly SarifFinding[],
  { version, rules, page, allUsable }: SarifOptions,
): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'carveout', version, rules: rules.map((rule) => descriptor(rule, page(rule.id))) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: allUsable }],
        results: findings.map((finding) => ({
          ...result(finding, indexes.get(finding.rule)),
          ...suppressions(finding),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function suppressions({ suppression }: SarifFinding): object {
  if (suppression === undefined) return {};
  const { kind, reason } = suppression;
  return { suppressions: [{ kind, ...(reason === undefined ? {} : { justification: reason }) }] };
}

function descriptor(rule: SarifRule, page: string | undefined): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    ...(page === undefined ? {} : { help: { text: page, markdown: page } }),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { preset: rule.preset, tags: ['devicetree', 'reserved-memory'] },
  };
}

function result(finding: SarifFinding, ruleIndex: number | undefined): object {
  const { rule, severity, message, note, fix, node, related, change, boards, fingerprint } = finding;
  const text = [message, note, fix].filter((part) => part !== undefined).join('\n');
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text },
    locations: [
      {
        physicalLocation: physicalLocation(finding),
        logicalLocations: [{ fullyQualifiedName: node, kind: 'object' }],
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, id) => ({
            id,
            message: { text: one.message },
            physicalLocation: physicalLocation(one),
          })),
        }),
    ...(change === undefined ? {} : { fixes: [fixObject(change)] }),
    partialFingerprints: { 'carveout/v1': fingerprint },
    ...(boards === undefined
      ? {}
      : { properties: { boards: boards.slice(0, mostBoards), boardCount: boards.length } }),
  };
}

function physicalLocation(range: RangeJson): object {
  return { artifactLocation: { uri: uriOf(range.file) }, region: region(range) };
}

function region({ line, column, endLine, endColumn }: RangeJson): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A relative path is relative to where the command ran, as upload actions take it. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^(?:\.\/)+/, '');
}

function fixObject({ title, edits }: FixJson): object {
  const byFile = new Map<string, object[]>();
  for (const { text, ...range } of edits) {
    const replacement = { deletedRegion: region(range), insertedContent: { text } };
    const known = byFile.get(range.file);
    if (known === undefined) byFile.set(range.file, [replacement]);
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
