import type { Finding, Fix } from '../lint/finding.ts';
import type { ReportedFinding } from '../lint/lint-report.ts';
import type { Place, Span } from '../source/place.ts';

export interface PositionJson {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** `endLine` and `endColumn` name what comes right behind the last character. */
export interface RangeJson extends PositionJson {
  readonly endLine: number;
  readonly endColumn: number;
}

export interface FixJson {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly (RangeJson & { readonly text: string })[];
}

export interface FindingJson extends RangeJson {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly node: string;
  readonly related: readonly (PositionJson & { readonly message: string })[];
  /** What the kernel prints or does. */
  readonly note?: string;
  /** One remedy, in words. */
  readonly fix?: string;
  /** The same as edits, where it is mechanical. */
  readonly change?: FixJson;
  /** The boards that have it, where several were linted. */
  readonly boards?: readonly string[];
}

/** A finding as `--format json` and `jsonl` show it. */
export function findingJson(
  finding: Finding & Partial<Pick<ReportedFinding, 'boards'>>,
  withBoards: boolean,
): FindingJson {
  const { rule, severity, message, place, node, related, note, help, fix, boards = [] } = finding;
  return {
    rule,
    severity,
    message,
    ...rangeJson(place),
    node,
    related: related.map((one) => ({ message: one.message, ...positionJson(one.place) })),
    ...(note === undefined ? {} : { note }),
    ...(help === undefined ? {} : { fix: help }),
    ...(fix === undefined ? {} : { change: fixJson(fix) }),
    ...(withBoards ? { boards } : {}),
  };
}

/** The same with the ends of its second places, for formats that have them. */
export function rangedFindingJson(
  finding: Parameters<typeof findingJson>[0],
  withBoards: boolean,
): Omit<FindingJson, 'related'> & {
  readonly related: readonly (RangeJson & { readonly message: string })[];
} {
  const related = finding.related.map((one) => ({ message: one.message, ...rangeJson(one.place) }));
  return { ...findingJson(finding, withBoards), related };
}

function fixJson({ title, safe, edits }: Fix): FixJson {
  return { title, safe, edits: edits.map(({ place, text }) => ({ ...rangeJson(place), text })) };
}

export function positionJson(place: Place): PositionJson {
  return { file: place.file.path, ...place.file.lineColumn(place.start) };
}

export function rangeJson(place: Span): RangeJson {
  const end = place.file.lineColumn(place.end);
  return { ...positionJson(place), endLine: end.line, endColumn: end.column };
}
