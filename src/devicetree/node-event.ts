import type { BodySyntax, SyntaxRange } from '../../grammar/syntax.ts';

/** A node's name, or the reference that extends it, and what stands between the braces behind it. */
export interface WrittenEvent {
  /** `built` and `merged` differ in dtc (see {@link replayProperties}). */
  readonly kind: 'built' | 'merged';
  readonly body: BodySyntax;
  readonly syntax: SyntaxRange;
  readonly statement: number;
}

/** What happened to a node. */
export type NodeEvent =
  | WrittenEvent
  | { readonly kind: 'deleted'; readonly syntax: SyntaxRange; readonly statement: number };
