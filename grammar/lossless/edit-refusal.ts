import type { DocumentElement, LosslessElement } from './elements.ts';
import { isToken } from './elements.ts';
import { elementsAt } from './find-element.ts';

/** Why an edit is not made: a value, since whoever proposes edits does not know what a file looks like. */
export interface EditRefusal {
  /** Kebab-case and stable. */
  readonly code:
    | 'edit-in-directive'
    | 'edit-in-unstructured'
    | 'edit-across-directives'
    | 'edit-of-other-tree'
    | 'edit-out-of-place'
    | 'edit-text-invalid'
    | 'edit-text-unencodable'
    | 'edits-overlap';
  readonly message: string;
  /** What would have been changed. */
  readonly start: number;
  readonly end: number;
}

export function refuse(
  code: EditRefusal['code'],
  message: string,
  { start, end }: { readonly start: number; readonly end: number },
): EditRefusal {
  return { code, message, start, end };
}

/**
 * Why nothing can be edited at an offset: it stands in a directive, so that an edit would change every use of a macro, or in a
 * stretch whose structure is not known.
 *
 * @returns undefined where an element can be found and edited
 */
export function refusalAt(document: DocumentElement, offset: number): EditRefusal | undefined {
  const path = elementsAt(document, offset);
  const innermost = path.at(-1) as LosslessElement;
  const token = innermost.children.find(
    (child) => isToken(child) && child.start <= offset && offset < child.end,
  );
  if (token?.kind === 'directive') {
    const message = 'A directive stands here: what it defines is used elsewhere, too.';
    return refuse('edit-in-directive', message, token);
  }
  if (innermost.kind === 'unstructured') {
    return refuse('edit-in-unstructured', unstructuredReasons[innermost.reason], innermost);
  }
  if (innermost.kind === 'value' && !innermost.structured) {
    return refuse(
      'edit-in-unstructured',
      'This value cannot be told apart into cells and strings.',
      innermost,
    );
  }
  return undefined;
}

const unstructuredReasons = {
  'split-by-directives': 'Conditionals split what stands here, so that its structure depends on them.',
  'unpaired-brace': 'The braces here do not pair up.',
  'unknown-statement': 'This statement cannot be understood.',
} as const;
