import type { SourceText } from './source-text.ts';

/*
 * The syntax tree: what was written, free of any board. One tree is shared by all boards that include its file, so nothing
 * in it may change after parsing. `start` and `end` are offsets in `text`; `text.place(start, end)` tells where that is.
 */

/** A stretch of source. */
export interface SyntaxRange {
  readonly text: SourceText;
  readonly start: number;
  readonly end: number;
}

export interface LabelSyntax extends SyntaxRange {
  /** Without the colon. */
  readonly name: string;
}

/** `&label`, `&{/path}` or `&{label/path}` in a value. */
export interface ReferenceSyntax {
  /** Inside `< >` a phandle, outside a path. */
  readonly kind: 'phandle' | 'path';
  /** Byte of the value as written, in which path references have no length yet. */
  readonly offset: number;
  /** `label`, `/path` or `label/path`. */
  readonly target: string;
  readonly start: number;
  readonly end: number;
}

/** `name;` or `name = value;`. */
export interface PropertySyntax extends SyntaxRange {
  readonly kind: 'property';
  readonly name: string;
  /** End of the whole definition, the semicolon included; `end` is the name's. */
  readonly statementEnd: number;
  /** The value's bytes in `text.values`; phandles are 0xffffffff. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly references: readonly ReferenceSyntax[] | undefined;
  readonly labels: readonly LabelSyntax[];
  /** Labels inside the value, with their byte. */
  readonly valueLabels: readonly (LabelSyntax & { readonly offset: number })[] | undefined;
}

/** `/delete-property/ name;` in a body. */
export interface DeletePropertySyntax extends SyntaxRange {
  readonly kind: 'delete-property';
  readonly name: string;
}

/** `name { … };` in a body; `start` and `end` are the name's. */
export interface NodeSyntax extends SyntaxRange {
  readonly kind: 'node';
  readonly name: string;
  readonly labels: readonly LabelSyntax[];
  readonly omitIfNoRef: boolean;
  readonly body: BodySyntax;
}

/** `/delete-node/ name;` in a body. */
export interface DeleteNodeSyntax extends SyntaxRange {
  readonly kind: 'delete-node';
  readonly name: string;
}

/**
 * What stands between `{` and `}`. Its properties and references are objects from when somebody asks for them; the questions by
 * index need none.
 */
export interface BodySyntax extends SyntaxRange {
  /** How many `properties` there are. */
  readonly propertyCount: number;
  readonly properties: readonly (PropertySyntax | DeletePropertySyntax)[];
  /** Their names' bits; see `name-bits.ts`. */
  readonly nameBits: number;
  /** Which of the properties it writes that are asked for of every node, once somebody has asked; before, -1. */
  marks: number;
  readonly nodes: readonly (NodeSyntax | DeleteNodeSyntax)[];
  /** How many `references` there are. */
  readonly referenceCount: number;
  /** Those of all properties of this body, not of its subnodes, in order. */
  readonly references: readonly ReferenceSyntax[] | undefined;
  /** Some property is called `phandle`, `linux,phandle` or `name`, or has an `@` in its name. */
  readonly hasSpecialProperty: boolean;
  /** Some property, or a value, carries a label. */
  readonly hasPropertyLabels: boolean;
  /** Some property is deleted. */
  readonly hasDeletedProperty: boolean;
  /** Names that two definitions or more in this body share. */
  readonly duplicateProperties: readonly string[] | undefined;
  readonly duplicateNodes: readonly string[] | undefined;

  /** The property, or deletion of one, at an index below `propertyCount`: the same object each time. */
  property(index: number): PropertySyntax | DeletePropertySyntax;
  propertyName(index: number): string;
  isDeletion(index: number): boolean;
  /** Of a property, as its object has them; none is made. */
  valueStart(index: number): number;
  valueEnd(index: number): number;
  /** Index of the first of its references among `references`; at `propertyCount`, the one behind the last. */
  firstReference(index: number): number;
  /** Index of the first property or deletion of that name from `from` on; -1 where none follows. */
  indexOf(name: string, from: number): number;
  /** The reference at an index below `referenceCount`, without its object. */
  referenceTarget(index: number): string;
  referenceKind(index: number): ReferenceSyntax['kind'];
}

/** `/dts-v1/;` and `/plugin/;`. */
export interface HeaderSyntax extends SyntaxRange {
  readonly kind: 'version' | 'plugin';
}

export interface MemreserveSyntax extends SyntaxRange {
  readonly kind: 'memreserve';
  readonly address: bigint;
  readonly size: bigint;
  readonly labels: readonly LabelSyntax[];
}

/** `/ { … };` */
export interface RootSyntax extends SyntaxRange {
  readonly kind: 'root';
  readonly body: BodySyntax;
}

/** `&label { … };`, `&{/path} { … };`; `start` and `end` are the reference's. */
export interface ExtendSyntax extends SyntaxRange {
  readonly kind: 'extend';
  readonly target: string;
  readonly labels: readonly LabelSyntax[];
  readonly body: BodySyntax;
  /** Where in `text.values` stands what names the target in an overlay's fragment; see `overlayTarget`. */
  readonly targetStart: number;
}

/** `/delete-node/ &label;` and `/omit-if-no-ref/ &label;` at top level; the range is the reference's. */
export interface ReferenceStatementSyntax extends SyntaxRange {
  readonly kind: 'delete' | 'omit-if-no-ref';
  readonly target: string;
}

export type StatementSyntax =
  | HeaderSyntax
  | MemreserveSyntax
  | RootSyntax
  | ExtendSyntax
  | ReferenceStatementSyntax;
