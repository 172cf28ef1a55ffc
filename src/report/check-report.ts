import type { FailOn } from '../lint/fail-on.ts';
import type { Severity } from '../lint/finding.ts';
import type { FindingJson, PositionJson, RangeJson } from './finding-json.ts';

export type CheckOutcome = 'passes' | 'fails' | 'unusable';

/** A finding with all that the formats need, wherever its source is. */
export interface CheckFinding extends Omit<FindingJson, 'related'> {
  readonly related: readonly (RangeJson & { readonly message: string })[];
  /** By which services know it again when lines move. */
  readonly fingerprint: string;
}

/** What is wrong with an input. */
export interface CheckProblem extends Partial<PositionJson> {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly help?: string | undefined;
}

/** What a workload left of a pool; sizes are hex. */
export interface CheckedPool {
  /** Path of the region; null for an area that no region describes. */
  readonly node: string | null;
  readonly name: string;
  readonly size: string;
  readonly peak: string;
  /** Free at any time. */
  readonly headroom: string;
}

/** How likely a failure is with so many pages pinned. */
export interface CheckedPinned {
  /** As a person says it: `5%`. */
  readonly label: string;
  readonly seeds: number;
  readonly failures: number;
  readonly interval: { readonly low: number; readonly high: number };
}

export interface CheckFailure extends Partial<PositionJson> {
  readonly message: string;
  readonly help?: string | undefined;
}

/** A workload in one setting. */
export interface CheckedCell {
  /** Empty for the only one. */
  readonly label: string;
  readonly kernel: string | null;
  readonly outcome: 'passes' | 'fails' | 'panics' | 'stopped' | 'unusable';
  readonly pools: readonly CheckedPool[];
  /** Why it does not pass. */
  readonly failure: CheckFailure | null;
  readonly pinned: readonly CheckedPinned[];
}

export interface CheckedWorkload {
  readonly file: string;
  readonly name: string | null;
  readonly outcome: CheckOutcome;
  readonly cells: readonly CheckedCell[];
  readonly findings: readonly CheckFinding[];
  readonly problems: readonly CheckProblem[];
}

/** One board with one kernel. */
export interface CheckedItem {
  readonly name: string;
  readonly board: string;
  /** The profile's version; null where there is none. */
  readonly version: string | null;
  readonly outcome: CheckOutcome;
  /** The `kernel` block of `boot --format json`; null where nothing booted. */
  readonly kernel: Readonly<Record<string, unknown>> | null;
  /** Null where the board cannot be read. */
  readonly lint: {
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    /** Kept quiet by comments, and known to the baseline. */
    readonly suppressed: number;
    readonly known: number;
    /** Without it the rules about memory are silent. */
    readonly memoryKnown: boolean;
    readonly findings: readonly CheckFinding[];
  } | null;
  /** Null where it cannot be booted. */
  readonly boot: {
    readonly outcome: 'boots' | 'panics';
    readonly reason: string | null;
    readonly failedRegions: readonly { readonly node: string; readonly reason: string | null }[];
  } | null;
  readonly workloads: readonly CheckedWorkload[];
  readonly problems: readonly CheckProblem[];
}

/** What came of a check: plain data, from which every format is made, also where no source is at hand. */
export interface CheckReport {
  readonly schemaVersion: 1;
  /** As shown. */
  readonly config: string;
  /** The same for all parts of one check. */
  readonly plan: string;
  /** Null: all of it. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  /** Items of the whole check. */
  readonly planned: number;
  readonly outcome: CheckOutcome;
  readonly failOn: FailOn;
  readonly maxWarnings: number | null;
  readonly counts: {
    readonly passes: number;
    readonly fails: number;
    readonly unusable: number;
    /** Findings, equal ones of several items once. */
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
  };
  /** In the order of the configuration. */
  readonly items: readonly CheckedItem[];
}

/** A finding, and the items that have it. */
export interface SharedFinding {
  readonly finding: CheckFinding;
  readonly items: readonly CheckedItem[];
}

/** A whole report of items in their order. */
export function checkReport(
  about: Pick<CheckReport, 'config' | 'plan' | 'shard' | 'planned' | 'failOn' | 'maxWarnings'>,
  items: readonly CheckedItem[],
): CheckReport {
  const of = (outcome: CheckOutcome): number => items.filter((item) => item.outcome === outcome).length;
  const findings = sharedFindings(items);
  const worth = (severity: Severity): number =>
    findings.filter(({ finding }) => finding.severity === severity).length;
  const linted = sharedFindings(items.map((item) => ({ ...item, workloads: [] })));
  const warnings = linted.filter(({ finding }) => finding.severity === 'warning').length;
  const counts = {
    passes: of('passes'),
    fails: of('fails'),
    unusable: of('unusable'),
    errors: worth('error'),
    warnings: worth('warning'),
    infos: worth('info'),
  };
  const isTooMany = about.maxWarnings !== null && warnings > about.maxWarnings;
  const isNo = counts.fails > 0 || isTooMany;
  const outcome = counts.unusable > 0 ? 'unusable' : isNo ? 'fails' : 'passes';
  const { config, plan, shard, planned, failOn, maxWarnings } = about;
  return { schemaVersion: 1, outcome, config, plan, shard, planned, failOn, maxWarnings, counts, items };
}

/** Findings of lint and of workloads; equal ones of several items once, in the order in which they are met. */
export function sharedFindings(items: readonly CheckedItem[]): readonly SharedFinding[] {
  const found = new Map<string, { readonly finding: CheckFinding; readonly items: CheckedItem[] }>();
  for (const item of items) {
    for (const finding of findingsOf(item)) {
      const { rule, severity, file, line, column, node, message } = finding;
      const key = [rule, severity, file, line, column, node, message].join('\n');
      const known = found.get(key);
      if (known === undefined) found.set(key, { finding, items: [item] });
      else if (known.items.at(-1) !== item) known.items.push(item);
    }
  }
  return [...found.values()];
}

function findingsOf({ lint, workloads }: CheckedItem): readonly CheckFinding[] {
  return [...(lint?.findings ?? []), ...workloads.flatMap(({ findings }) => findings)];
}

/** `demo (6.12)`: a board may be checked for several kernels. */
export function itemLabel({ name, version }: Pick<CheckedItem, 'name' | 'version'>): string {
  return version === null ? name : `${name} (${version})`;
}
