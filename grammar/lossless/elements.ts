import { LosslessToken } from './token.ts';

/*
 * The elements of the lossless tree: one file as written, before the preprocessor. `children` holds every token of an element
 * in order, directives that stand inside it included; the other fields point into it. Nothing changes after reading: an edit
 * makes another text.
 */

export type LosslessChild = LosslessToken | LosslessElement;

interface ElementBase {
  /** Offsets of the first token's text and of the end of the last one's, without the trivia around. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly LosslessChild[];
  /** Undefined for the document. */
  readonly parent: LosslessElement | undefined;
}

/** A whole file. */
export interface DocumentElement extends ElementBase {
  readonly kind: 'document';
  readonly items: readonly ItemElement[];
}

/** `{ … }` */
export interface BodyElement extends ElementBase {
  readonly kind: 'body';
  readonly open: LosslessToken;
  readonly items: readonly ItemElement[];
  readonly close: LosslessToken;
}

/** The name of a node or property, perhaps with a macro in it: `cpu@CPU_ID(1)`, `&MY_LABEL(uart0)`; `/` and a reference, too, name nodes. */
export interface NameElement extends ElementBase {
  readonly kind: 'name';
  /** As written. */
  readonly text: string;
  /** Parentheses follow the word: what the name will be, a macro says. */
  readonly isMacro: boolean;
}

/** `label:`, or `MY_LABEL(uart0):`. */
export interface LabelElement extends ElementBase {
  readonly kind: 'label';
  /** As written, without the colon. */
  readonly text: string;
  readonly isMacro: boolean;
}

/** `/ { … };`, `&label { … };` or `name { … };` */
export interface NodeElement extends ElementBase {
  readonly kind: 'root' | 'extend' | 'node';
  readonly labels: readonly LabelElement[];
  /** `/omit-if-no-ref/`. */
  readonly omit: LosslessToken | undefined;
  readonly name: NameElement;
  readonly body: BodyElement;
}

/** `name;` or `name = value;` */
export interface PropertyElement extends ElementBase {
  readonly kind: 'property';
  readonly labels: readonly LabelElement[];
  readonly name: NameElement;
  readonly value: ValueElement | undefined;
  readonly semicolon: LosslessToken;
}

/** What stands between `=` and `;`. */
export interface ValueElement extends ElementBase {
  readonly kind: 'value';
  /** Between the commas. */
  readonly parts: readonly PartElement[];
  /** False where the text is no list of parts, as when directives split it: then it is tokens only. */
  readonly structured: boolean;
  /** Directives stand in it, so that not all its parts and cells need hold at once. */
  readonly hasDirectives: boolean;
}

/** `< … >`, with `/bits/ N` where that is written. */
export interface CellsElement extends ElementBase {
  readonly kind: 'cells';
  readonly cells: readonly CellElement[];
  /** As written behind `/bits/`. */
  readonly bits: LosslessToken | undefined;
}

/**
 * One cell as written. `FOO(1, 2)` is one, though the macro may stand for several; `FOO (1)`, with a blank, is two: most
 * often an object-like macro stands beside an expression.
 */
export interface CellElement extends ElementBase {
  readonly kind: 'cell';
  readonly form: 'number' | 'character' | 'reference' | 'expression' | 'macro';
}

/** A string, `[ … ]`, a reference outside of `< >`, `/incbin/ ( … )`, or a macro that stands for any of them. */
export interface PlainPartElement extends ElementBase {
  readonly kind: 'string' | 'bytes' | 'reference' | 'incbin' | 'macro-part';
}

export type PartElement = CellsElement | PlainPartElement;

/** `/dts-v1/;` or `/plugin/;` */
export interface HeaderElement extends ElementBase {
  readonly kind: 'version' | 'plugin';
}

/** `/memreserve/ ADDRESS SIZE;` */
export interface MemreserveElement extends ElementBase {
  readonly kind: 'memreserve';
  readonly labels: readonly LabelElement[];
  readonly address: CellElement;
  readonly size: CellElement;
}

/** `/delete-node/ name;`, `/delete-property/ name;` or `/omit-if-no-ref/ &label;` */
export interface TargetElement extends ElementBase {
  readonly kind: 'delete-node' | 'delete-property' | 'omit-if-no-ref';
  readonly target: NameElement;
}

/** `#include "file"`, `#include <file>` or `/include/ "file"`. */
export interface IncludeElement extends ElementBase {
  readonly kind: 'include';
  /** As written between the quotes or angles; undefined where a macro says it. */
  readonly path: string | undefined;
}

/** Any other line of the preprocessor that stands between items. */
export interface DirectiveElement extends ElementBase {
  readonly kind: 'directive';
  readonly token: LosslessToken;
}

/** A macro that stands for whole items: `MY_NODE(3)`, with or without a semicolon. */
export interface MacroElement extends ElementBase {
  readonly kind: 'macro';
  readonly name: NameElement;
}

/**
 * A stretch whose structure cannot be told before the preprocessor has run, or that is none: tokens only. It begins and ends
 * between two items of the body that it stands in.
 */
export interface UnstructuredElement extends ElementBase {
  readonly kind: 'unstructured';
  readonly reason: 'split-by-directives' | 'unpaired-brace' | 'unknown-statement';
}

export type ItemElement =
  | NodeElement
  | PropertyElement
  | HeaderElement
  | MemreserveElement
  | TargetElement
  | IncludeElement
  | DirectiveElement
  | MacroElement
  | UnstructuredElement;

export type LosslessElement =
  | DocumentElement
  | BodyElement
  | ItemElement
  | NameElement
  | LabelElement
  | ValueElement
  | PartElement
  | CellElement;

export function isToken(child: LosslessChild): child is LosslessToken {
  return child instanceof LosslessToken;
}

/** The first token of an element, its leading trivia with it; an element has at least one. */
export function firstToken(element: LosslessElement): LosslessToken {
  let child: LosslessChild = element;
  while (!isToken(child)) child = child.children[0] as LosslessChild;
  return child;
}

export function lastToken(element: LosslessElement): LosslessToken {
  let child: LosslessChild = element;
  while (!isToken(child)) child = child.children.at(-1) as LosslessChild;
  return child;
}
