import type {
  CellElement,
  DocumentElement,
  ItemElement,
  NodeElement,
  PartElement,
  PropertyElement,
} from './elements.ts';

/** Where an item goes: right behind `{`, behind another item of the same body, or behind the last one of its kind. */
export type InsertionPoint = 'first' | 'last' | { readonly after: ItemElement };

/** A change to one element of a file. Making one does nothing; {@link editLossless} applies them. */
export type LosslessEdit =
  | { readonly kind: 'replace'; readonly element: CellElement | PartElement; readonly text: string }
  | { readonly kind: 'set-value'; readonly property: PropertyElement; readonly text: string }
  | { readonly kind: 'rename'; readonly item: NodeElement | PropertyElement; readonly name: string }
  | { readonly kind: 'remove'; readonly item: NodeElement | PropertyElement }
  | {
      readonly kind: 'insert';
      readonly what: 'property' | 'node';
      readonly into: NodeElement | DocumentElement;
      readonly text: string;
      readonly where: InsertionPoint;
    };

/** Writes another cell, or several, in place of a cell; or other parts in place of one between two commas. */
export function replaceElement(element: CellElement | PartElement, text: string): LosslessEdit {
  return { kind: 'replace', element, text };
}

/** Writes another value between `=` and `;`; an empty text leaves the name alone: `ranges;`. */
export function replaceValue(property: PropertyElement, text: string): LosslessEdit {
  return { kind: 'set-value', property, text };
}

/** Gives a node (its unit address is a part of the name) or a property another name. */
export function rename(item: NodeElement | PropertyElement, name: string): LosslessEdit {
  return { kind: 'rename', item, name };
}

/**
 * Writes properties into a node, on lines of their own where its other items have such. `text` is as it would stand at the
 * left margin, semicolons included. `last` is behind the last property outside of conditionals.
 */
export function insertProperty(
  node: NodeElement,
  text: string,
  where: InsertionPoint = 'last',
): LosslessEdit {
  return { kind: 'insert', what: 'property', into: node, text, where };
}

/** Writes nodes into a node, or statements into a document, a blank line before them. */
export function insertNode(
  into: NodeElement | DocumentElement,
  text: string,
  where: InsertionPoint = 'last',
): LosslessEdit {
  return { kind: 'insert', what: 'node', into, text, where };
}

/**
 * Takes a property away with its whole line: a comment behind it goes as well, since it speaks of it alone. Comments above
 * it stay: they may speak of what follows, and a comment too many does less harm than one that is lost. Where other things
 * stand on the line, they and the comments stay.
 */
export function removeProperty(property: PropertyElement): LosslessEdit {
  return { kind: 'remove', item: property };
}

/** Takes a node and all that stands in it away; what goes with it is as for {@link removeProperty}. */
export function removeNode(node: NodeElement): LosslessEdit {
  return { kind: 'remove', item: node };
}
