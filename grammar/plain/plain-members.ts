import type { SourceText } from '../source-text.ts';
import type { DeletePropertySyntax, LabelSyntax, PropertySyntax, ReferenceSyntax } from '../syntax.ts';
import type { NameTable } from './name-table.ts';

/** What a property's labels are, where it has any; most have none. */
export interface MemberLabels {
  readonly labels: readonly LabelSyntax[];
  readonly valueLabels: PropertySyntax['valueLabels'];
}

/** Numbers a row of a property: its name's number and kind, and offsets. */
export const memberWidth = 6;
/** Twice the name's number, and 1 more for a deletion. */
export const NameAndKind = 0;
export const MemberStart = 1;
export const StatementEnd = 2;
export const ValueStart = 3;
export const ValueEnd = 4;
/** Index of its first reference; the next row's is behind the last. */
export const FirstReference = 5;

/** Numbers a row of a reference. */
export const referenceWidth = 3;
/** Twice the number of the target's name, and 1 more for a path. */
export const TargetAndKind = 0;
export const ReferenceOffset = 1;
export const ReferenceStart = 2;

export const noLabels: readonly LabelSyntax[] = [];

/**
 * The properties of one plain text, deletions among them, and the references in their values, as rows of numbers: a tenth of what
 * objects would take, of which most are never looked at. The syntax of shared files is kept for a whole run.
 */
export class PlainMembers {
  readonly text: SourceText;
  readonly names: NameTable;
  /** All properties' rows and one more, whose first reference is behind the last; then all references' rows. */
  rows: Int32Array = noRows;
  /** Where in `rows` the references begin. */
  references = 0;
  /** By index of the property. */
  labels: Map<number, MemberLabels> | undefined = undefined;

  constructor(text: SourceText, names: NameTable) {
    this.text = text;
    this.names = names;
  }

  addLabels(
    index: number,
    labels: readonly LabelSyntax[] = noLabels,
    valueLabels: PropertySyntax['valueLabels'],
  ): void {
    this.labels ??= new Map();
    this.labels.set(index, { labels, valueLabels });
  }

  /** Number of the name of a property. */
  nameNumber(index: number): number {
    return (this.rows[index * memberWidth + NameAndKind] as number) >> 1;
  }

  isDeletion(index: number): boolean {
    return ((this.rows[index * memberWidth + NameAndKind] as number) & 1) === 1;
  }

  valueStart(index: number): number {
    return this.rows[index * memberWidth + ValueStart] as number;
  }

  valueEnd(index: number): number {
    return this.rows[index * memberWidth + ValueEnd] as number;
  }

  /** Index of a property's first reference; asked for the next property, the one behind its last. */
  firstReference(index: number): number {
    return this.rows[index * memberWidth + FirstReference] as number;
  }

  /** The object for a property, a new one each time. */
  property(
    index: number,
    references: readonly ReferenceSyntax[] | undefined,
  ): PropertySyntax | DeletePropertySyntax {
    const { text, rows } = this;
    const at = index * memberWidth;
    const name = this.names.name((rows[at + NameAndKind] as number) >> 1);
    const start = rows[at + MemberStart] as number;
    const end = start + name.length;
    if (this.isDeletion(index)) return { kind: 'delete-property', name, text, start, end };
    const labels = this.labels?.get(index);
    return {
      kind: 'property',
      name,
      text,
      start,
      end,
      statementEnd: rows[at + StatementEnd] as number,
      valueStart: rows[at + ValueStart] as number,
      valueEnd: rows[at + ValueEnd] as number,
      references,
      labels: labels?.labels ?? noLabels,
      valueLabels: labels?.valueLabels,
    };
  }

  referenceTarget(index: number): string {
    return this.names.name(
      (this.rows[this.references + index * referenceWidth + TargetAndKind] as number) >> 1,
    );
  }

  referenceKind(index: number): ReferenceSyntax['kind'] {
    const kind = (this.rows[this.references + index * referenceWidth + TargetAndKind] as number) & 1;
    return kind === 1 ? 'path' : 'phandle';
  }

  /** The object for a reference, a new one each time. */
  reference(index: number): ReferenceSyntax {
    const at = this.references + index * referenceWidth;
    const target = this.referenceTarget(index);
    const start = this.rows[at + ReferenceStart] as number;
    return {
      kind: this.referenceKind(index),
      offset: this.rows[at + ReferenceOffset] as number,
      target,
      start,
      // `&label`, or `&{path}`.
      end: start + target.length + (target.includes('/') ? 3 : 1),
    };
  }
}

const noRows = new Int32Array(0);
