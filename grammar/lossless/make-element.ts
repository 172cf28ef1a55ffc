import type { LosslessChild, LosslessElement } from './elements.ts';
import { isToken } from './elements.ts';

type Fields<K extends LosslessElement['kind']> = Omit<
  Extract<LosslessElement, { kind: K }>,
  'kind' | 'start' | 'end' | 'parent' | 'children'
>;

/** Makes an element of its children, which know it as their parent from then on. There is at least one child. */
export function makeElement<K extends LosslessElement['kind']>(
  kind: K,
  children: readonly LosslessChild[],
  fields: Fields<K>,
): Extract<LosslessElement, { kind: K }> {
  const start = children[0]?.start ?? 0;
  const end = children.at(-1)?.end ?? start;
  const element = { kind, start, end, children, parent: undefined, ...fields } as unknown as Extract<
    LosslessElement,
    { kind: K }
  >;
  for (const child of children) {
    if (!isToken(child)) (child as { parent: LosslessElement | undefined }).parent = element;
  }
  return element;
}
