import { duplicateNames } from './duplicate-names.ts';
import { isSpecialName, nameBits } from './name-bits.ts';
import type { SourceText } from './source-text.ts';
import type {
  BodySyntax,
  DeleteNodeSyntax,
  DeletePropertySyntax,
  NodeSyntax,
  PropertySyntax,
  ReferenceSyntax,
  SyntaxRange,
} from './syntax.ts';

type Member = PropertySyntax | DeletePropertySyntax;

/** A body of objects that are there already. */
export class ListedBody implements BodySyntax {
  readonly text: SourceText;
  readonly start: number;
  readonly end: number;
  readonly properties: readonly Member[];
  readonly nameBits: number;
  marks = -1;
  readonly nodes: readonly (NodeSyntax | DeleteNodeSyntax)[];
  readonly references: readonly ReferenceSyntax[] | undefined;
  readonly hasSpecialProperty: boolean;
  readonly hasPropertyLabels: boolean;
  readonly hasDeletedProperty: boolean;
  readonly duplicateProperties: readonly string[] | undefined;
  readonly duplicateNodes: readonly string[] | undefined;

  constructor(
    { text, start, end }: SyntaxRange,
    properties: readonly Member[] = [],
    nodes: readonly (NodeSyntax | DeleteNodeSyntax)[] = [],
  ) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.properties = properties;
    this.nameBits = nameBits(properties);
    this.nodes = nodes;
    this.references = referencesOf(properties);
    this.hasSpecialProperty = properties.some(({ kind, name }) => kind === 'property' && isSpecialName(name));
    this.hasPropertyLabels = properties.some(hasLabels);
    this.hasDeletedProperty = properties.some(({ kind }) => kind === 'delete-property');
    this.duplicateProperties = duplicateNames(properties);
    this.duplicateNodes = duplicateNames(nodes);
  }

  get propertyCount(): number {
    return this.properties.length;
  }

  get referenceCount(): number {
    return this.references?.length ?? 0;
  }

  property(index: number): Member {
    return this.properties[index] as Member;
  }

  propertyName(index: number): string {
    return this.property(index).name;
  }

  isDeletion(index: number): boolean {
    return this.property(index).kind === 'delete-property';
  }

  valueStart(index: number): number {
    const member = this.property(index);
    return member.kind === 'property' ? member.valueStart : 0;
  }

  valueEnd(index: number): number {
    const member = this.property(index);
    return member.kind === 'property' ? member.valueEnd : 0;
  }

  firstReference(index: number): number {
    let count = 0;
    for (const each of this.properties.slice(0, index))
      if (each.kind === 'property') count += each.references?.length ?? 0;
    return count;
  }

  indexOf(name: string, from: number): number {
    for (let index = from; index < this.properties.length; index++)
      if (this.properties[index]?.name === name) return index;
    return -1;
  }

  referenceTarget(index: number): string {
    return this.reference(index).target;
  }

  referenceKind(index: number): ReferenceSyntax['kind'] {
    return this.reference(index).kind;
  }

  private reference(index: number): ReferenceSyntax {
    return this.references?.[index] as ReferenceSyntax;
  }
}

function hasLabels(member: Member): boolean {
  return member.kind === 'property' && (member.labels.length > 0 || member.valueLabels !== undefined);
}

function referencesOf(properties: readonly Member[]): readonly ReferenceSyntax[] | undefined {
  const all = properties.flatMap((each) => (each.kind === 'property' ? (each.references ?? []) : []));
  return all.length === 0 ? undefined : all;
}
