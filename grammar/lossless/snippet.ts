import { nodeName } from '../name-troubles.ts';
import { Name } from '../tokens.ts';
import type { ItemElement, ValueElement } from './elements.ts';
import { tokensOf } from './print-lossless.ts';
import { readLosslessText } from './read-lossless.ts';
import type { Trivia } from './token.ts';

/*
 * What is written into a file must be whole by itself: no edit may open a brace, a comment or a conditional that swallows what
 * stands behind it.
 */

const wholeName = new RegExp(`^(?:${(Name.PATTERN as RegExp).source})$`);

/** Whether a text is a node's name: no directive either, as `#if` at the start of a line would be. */
export function isNodeName(text: string): boolean {
  return wholeName.test(text) && nodeName(text) === undefined && isItems(`${text} { };`, 'node', false);
}

export function isPropertyName(text: string): boolean {
  return wholeName.test(text) && !text.includes('@') && isItems(`${text};`, 'property', false);
}

/** Whether a text can stand between `<` and `>`. */
export function isCells(text: string): boolean {
  const [part, ...others] = readValueText(`<${text}>`)?.parts ?? [];
  return others.length === 0 && part?.kind === 'cells' && part.cells.length > 0 && part.bits === undefined;
}

/** Whether a text can stand between `=` and `;`. */
export function isValue(text: string): boolean {
  return readValueText(text) !== undefined;
}

function readValueText(text: string): ValueElement | undefined {
  const [item, ...others] = itemsOf(`/ { x = ${text}; };`) ?? [];
  const [property, ...more] = item?.kind === 'root' ? item.body.items : [];
  if (others.length > 0 || more.length > 0 || property?.kind !== 'property') return undefined;
  return property.value?.structured ? property.value : undefined;
}

/** Whether a text is properties (or deletions of such) or nodes, each whole, as a body may have them. */
export function isItems(text: string, what: 'property' | 'node', inDocument: boolean): boolean {
  const wrapped = inDocument ? text : `/ {\n${text}\n};`;
  const outer = itemsOf(wrapped);
  const [root, ...others] = outer ?? [];
  if (inDocument) return outer !== undefined && outer.length > 0 && outer.every(isStatement);
  if (root?.kind !== 'root' || others.length > 0 || root.body.items.length === 0) return false;
  const kinds = what === 'property' ? ['property', 'delete-property'] : ['node', 'delete-node'];
  return root.body.items.every(({ kind }) => kinds.includes(kind));
}

function isStatement({ kind }: ItemElement): boolean {
  return kind === 'root' || kind === 'extend' || kind === 'delete-node' || kind === 'omit-if-no-ref';
}

/** The items of a text without directives and without a stretch that cannot be understood. */
function itemsOf(text: string): readonly ItemElement[] | undefined {
  const { document } = readLosslessText(text);
  for (const { kind, leading, trailing } of tokensOf(document)) {
    if (kind === 'directive' || kind === 'rubbish') return undefined;
    if ([...leading, ...trailing].some(isOpenComment)) return undefined;
  }
  return document.items;
}

/** Behind a line comment that ends the text, or a block comment that does not end, nothing more could be written. */
function isOpenComment({ kind, text }: Trivia): boolean {
  return kind === 'block-comment' && !/^\/\*[\s\S]*\*\/$/.test(text);
}

/**
 * A text as it stands further in: every line but the first and those within strings is indented, and ends as the file's
 * lines do.
 */
export function indented(text: string, indentation: string, lineEnd: string): string {
  const pieces: string[] = [];
  let afterLineEnd = false;
  const add = (piece: string): void => {
    if (afterLineEnd && piece !== '') pieces.push(indentation);
    pieces.push(piece);
    afterLineEnd = false;
  };
  const addTrivia = ({ kind, text: piece }: Trivia): void => {
    if (kind === 'line-end') {
      pieces.push(lineEnd);
      afterLineEnd = true;
    } else if (kind === 'block-comment') add(piece.replace(/\r?\n/g, `${lineEnd}${indentation}`));
    else add(piece.replace(/\r?\n/g, lineEnd));
  };
  for (const token of tokensOf(readLosslessText(text.trim()).document)) {
    token.leading.forEach(addTrivia);
    add(token.text);
    token.trailing.forEach(addTrivia);
  }
  return pieces.join('');
}
