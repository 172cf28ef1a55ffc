import type { SourceText } from '../source-text.ts';
import type {
  BodySyntax,
  DeleteNodeSyntax,
  DeletePropertySyntax,
  NodeSyntax,
  PropertySyntax,
  ReferenceSyntax,
} from '../syntax.ts';
import type { PlainMembers } from './plain-members.ts';

type Member = PropertySyntax | DeletePropertySyntax;

/** What is true of a body, as bits. */
export const Special = 1;
export const PropertyLabels = 2;
export const DeletedProperty = 4;

/** Names that occur twice: few bodies have any. */
export interface Duplicates {
  readonly properties: readonly string[] | undefined;
  readonly nodes: readonly string[] | undefined;
}

/** A body whose properties are rows of a table; each becomes an object when somebody asks for it, and stays that. */
export class PlainBody implements BodySyntax {
  readonly start: number;
  readonly end: number;
  readonly propertyCount: number;
  readonly nameBits: number;
  marks = -1;
  readonly nodes: readonly (NodeSyntax | DeleteNodeSyntax)[];
  private readonly members: PlainMembers;
  /** Index of the first property among those of the text. */
  private readonly first: number;
  private readonly flags: number;
  private readonly duplicates: Duplicates | undefined;
  private made: (Member | undefined)[] | undefined = undefined;
  private madeReferences: readonly ReferenceSyntax[] | undefined = undefined;

  constructor(
    members: PlainMembers,
    start: number,
    end: number,
    first: number,
    propertyCount: number,
    nameBits: number,
    flags: number,
    nodes: readonly (NodeSyntax | DeleteNodeSyntax)[],
    duplicates: Duplicates | undefined,
  ) {
    this.members = members;
    this.start = start;
    this.end = end;
    this.first = first;
    this.propertyCount = propertyCount;
    this.nameBits = nameBits;
    this.flags = flags;
    this.nodes = nodes;
    this.duplicates = duplicates;
  }

  get text(): SourceText {
    return this.members.text;
  }

  get hasSpecialProperty(): boolean {
    return (this.flags & Special) !== 0;
  }

  get hasPropertyLabels(): boolean {
    return (this.flags & PropertyLabels) !== 0;
  }

  get hasDeletedProperty(): boolean {
    return (this.flags & DeletedProperty) !== 0;
  }

  get duplicateProperties(): readonly string[] | undefined {
    return this.duplicates?.properties;
  }

  get duplicateNodes(): readonly string[] | undefined {
    return this.duplicates?.nodes;
  }

  get properties(): readonly Member[] {
    if (this.propertyCount === 0) return nothing;
    for (let index = 0; index < this.propertyCount; index++) this.property(index);
    return this.made as readonly Member[];
  }

  property(index: number): Member {
    this.made ??= new Array<Member | undefined>(this.propertyCount);
    const known = this.made[index];
    if (known !== undefined) return known;
    const made = this.members.property(this.first + index, this.referencesOf(index));
    this.made[index] = made;
    return made;
  }

  propertyName(index: number): string {
    return this.members.names.name(this.members.nameNumber(this.first + index));
  }

  isDeletion(index: number): boolean {
    return this.members.isDeletion(this.first + index);
  }

  valueStart(index: number): number {
    return this.members.valueStart(this.first + index);
  }

  valueEnd(index: number): number {
    return this.members.valueEnd(this.first + index);
  }

  firstReference(index: number): number {
    const { members, first } = this;
    return members.firstReference(first + index) - members.firstReference(first);
  }

  indexOf(name: string, from: number): number {
    const { members, first, propertyCount } = this;
    const number = members.names.find(name);
    if (number === -1) return -1;
    for (let index = from; index < propertyCount; index++)
      if (members.nameNumber(first + index) === number) return index;
    return -1;
  }

  get referenceCount(): number {
    return this.firstReference(this.propertyCount);
  }

  get references(): readonly ReferenceSyntax[] | undefined {
    if (this.madeReferences !== undefined) return this.madeReferences;
    const { members, referenceCount } = this;
    if (referenceCount === 0) return undefined;
    const from = members.firstReference(this.first);
    const made: ReferenceSyntax[] = new Array(referenceCount);
    for (let index = 0; index < referenceCount; index++) made[index] = members.reference(from + index);
    this.madeReferences = made;
    return made;
  }

  referenceTarget(index: number): string {
    return this.members.referenceTarget(this.members.firstReference(this.first) + index);
  }

  referenceKind(index: number): ReferenceSyntax['kind'] {
    return this.members.referenceKind(this.members.firstReference(this.first) + index);
  }

  /** Those of one property: objects of `references`. */
  private referencesOf(index: number): readonly ReferenceSyntax[] | undefined {
    const from = this.firstReference(index);
    const to = this.firstReference(index + 1);
    return from === to ? undefined : this.references?.slice(from, to);
  }
}

const nothing: readonly never[] = [];
