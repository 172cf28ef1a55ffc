import {
  type CellElement,
  type DocumentElement,
  type ItemElement,
  isToken,
  type LosslessElement,
  type NodeElement,
  type PropertyElement,
} from './elements.ts';

type Kind = LosslessElement['kind'];

/** The elements that an offset stands in, the document first; trivia belongs to the element around its token. */
export function elementsAt(document: DocumentElement, offset: number): readonly LosslessElement[] {
  const found: LosslessElement[] = [];
  let element: LosslessElement | undefined = document;
  while (element !== undefined) {
    found.push(element);
    element = childAt(element, offset);
  }
  return found;
}

/** The innermost element of one of the kinds that an offset stands in. */
export function elementAt<K extends Kind>(
  document: DocumentElement,
  offset: number,
  ...kinds: readonly K[]
): Extract<LosslessElement, { kind: K }> | undefined {
  const found = elementsAt(document, offset).findLast(({ kind }) =>
    (kinds as readonly Kind[]).includes(kind),
  );
  return found as Extract<LosslessElement, { kind: K }> | undefined;
}

/** The node that an offset stands in, from its first label to its semicolon. */
export function nodeAt(document: DocumentElement, offset: number): NodeElement | undefined {
  return elementAt(document, offset, 'root', 'extend', 'node');
}

export function propertyAt(document: DocumentElement, offset: number): PropertyElement | undefined {
  return elementAt(document, offset, 'property');
}

/** The cell, or what stands for some (a macro, an expression), that an offset stands in. */
export function cellAt(document: DocumentElement, offset: number): CellElement | undefined {
  return elementAt(document, offset, 'cell');
}

/** The innermost item: what a body or the document has between two others. */
export function itemAt(document: DocumentElement, offset: number): ItemElement | undefined {
  const path = elementsAt(document, offset);
  const index = path.findLastIndex(({ kind }) => kind === 'document' || kind === 'body');
  return path[index + 1] as ItemElement | undefined;
}

/**
 * Where a node stands, as written: `/soc/serial@1000`, `&uart0/port` below a reference, `port` in a file that is no more than
 * a piece of a node's body.
 */
export function writtenPath(node: NodeElement): string {
  const names: string[] = [];
  let at: LosslessElement | undefined = node;
  for (; at !== undefined && at.kind !== 'root' && at.kind !== 'extend'; at = at.parent) {
    if (at.kind === 'node') names.push(at.name.text);
  }
  names.reverse();
  if (at?.kind === 'root') return `/${names.join('/')}`;
  return [...(at === undefined ? [] : [at.name.text]), ...names].join('/');
}

function childAt({ children }: LosslessElement, offset: number): LosslessElement | undefined {
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((children[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const child = children[low];
  if (child === undefined || isToken(child)) return undefined;
  return child.start <= offset && offset < child.end ? child : undefined;
}
