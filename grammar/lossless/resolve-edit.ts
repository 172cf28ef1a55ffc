import { LineKind, opensCondition } from '../../src/preprocessor/directive.ts';
import { type EditRefusal, refuse } from './edit-refusal.ts';
import type { LosslessEdit } from './edits.ts';
import type { BodyElement, DocumentElement, ItemElement, LosslessElement, NodeElement } from './elements.ts';
import { lastToken } from './elements.ts';
import { canEncode } from './encode-lossless.ts';
import type { Layout } from './layout.ts';
import type { LosslessFile } from './lossless-file.ts';
import { tokensOf } from './print-lossless.ts';
import { indented, isCells, isItems, isNodeName, isPropertyName, isValue } from './snippet.ts';
import type { TextEdit } from './text-edit.ts';

/** The text and the layout of a file that edits are made in. */
export interface EditedFile {
  readonly file: LosslessFile;
  readonly text: string;
  readonly layout: Layout;
}

type Of<K extends LosslessEdit['kind']> = Extract<LosslessEdit, { kind: K }>;

/** What an edit does to the text, not yet cut down to the characters that differ; or why it cannot be done. */
export function resolveEdit(edit: LosslessEdit, edited: EditedFile): TextEdit | EditRefusal {
  const element = subjectOf(edit);
  if (!belongsTo(element, edited.file.document)) {
    return refuse('edit-of-other-tree', 'The element is not of the tree that is edited.', element);
  }
  const resolved = resolve(edit, edited);
  if ('text' in resolved && !canEncode(resolved.text, edited.file.encoding)) {
    return refuse('edit-text-unencodable', `The file's encoding has no bytes for this text.`, resolved);
  }
  return resolved;
}

function resolve(edit: LosslessEdit, edited: EditedFile): TextEdit | EditRefusal {
  switch (edit.kind) {
    case 'replace':
      return resolveReplacement(edit, edited);
    case 'set-value':
      return resolveValue(edit);
    case 'rename':
      return resolveName(edit);
    case 'remove':
      return resolveRemoval(edit, edited);
    case 'insert':
      return resolveInsertion(edit, edited);
  }
}

function subjectOf(edit: LosslessEdit): LosslessElement {
  switch (edit.kind) {
    case 'replace':
      return edit.element;
    case 'set-value':
      return edit.property;
    case 'insert':
      return edit.into;
    default:
      return edit.item;
  }
}

function belongsTo(element: LosslessElement, document: DocumentElement): boolean {
  let at = element;
  while (at.parent !== undefined) at = at.parent;
  return at === document;
}

function hasDirective(element: LosslessElement): boolean {
  for (const { kind } of tokensOf(element)) if (kind === 'directive') return true;
  return false;
}

function acrossDirectives(element: LosslessElement): EditRefusal {
  return refuse(
    'edit-across-directives',
    'Directives stand inside, which the edit would take away.',
    element,
  );
}

function invalid(what: string, text: string, element: LosslessElement): EditRefusal {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return refuse('edit-text-invalid', `\`${shown}\` cannot stand here: ${what} is expected.`, element);
}

// ---- Values and names -----------------------------------------------------------------------------------------

function resolveReplacement({ element, text }: Of<'replace'>, edited: EditedFile): TextEdit | EditRefusal {
  if (hasDirective(element)) return acrossDirectives(element);
  const written = text.trim();
  const isCell = element.kind === 'cell';
  const inMemreserve = element.parent?.kind === 'memreserve';
  if (inMemreserve ? !/^\w+$/.test(written) : isCell ? !isCells(written) : !isValue(written)) {
    return invalid(isCell ? 'a cell' : 'a part of a value', written, element);
  }
  const { start, end } = element;
  const before = isCell && /[\w)]/.test(edited.text.charAt(start - 1)) ? ' ' : '';
  const behind = isCell && /[\w(]/.test(edited.text.charAt(end)) ? ' ' : '';
  return { start, end, text: before + written + behind };
}

function resolveValue({ property, text }: Of<'set-value'>): TextEdit | EditRefusal {
  const { name, value } = property;
  const written = text.trim();
  if (written !== '' && !isValue(written)) return invalid('a value', written, property);
  if (value === undefined) {
    return { start: name.end, end: name.end, text: written === '' ? '' : ` = ${written}` };
  }
  if (hasDirective(property)) return acrossDirectives(property);
  if (!value.structured) {
    return refuse('edit-in-unstructured', 'The value that stands here cannot be understood.', value);
  }
  if (written === '') return { start: name.end, end: value.end, text: '' };
  return { start: value.start, end: value.end, text: written };
}

function resolveName({ item, name }: Of<'rename'>): TextEdit | EditRefusal {
  const { start, end } = item.name;
  if (item.kind === 'root' || item.kind === 'extend') {
    return refuse('edit-out-of-place', 'Only a node that is defined by its name can be renamed.', item);
  }
  const isNode = item.kind === 'node';
  const valid = isNode ? isNodeName(name) : isPropertyName(name);
  if (!valid) return invalid(isNode ? "a node's name" : "a property's name", name, item);
  return { start, end, text: name };
}

// ---- Removing -------------------------------------------------------------------------------------------------

function resolveRemoval({ item }: Of<'remove'>, { layout }: EditedFile): TextEdit | EditRefusal {
  // Conditionals in a node's body pair up, but what it defines or includes may be meant for others.
  if (hasDirective(item)) return acrossDirectives(item);

  const last = lastToken(item);
  const endsLine = layout.isLineEnd(last.fullEnd) || last.trailing.at(-1)?.kind === 'line-end';
  if (layout.isFirstOnLine(item.start) && endsLine) {
    return { start: layout.lineStart(item.start), end: last.fullEnd, text: '' };
  }
  const behind = layout.blanksBehind(item.end);
  if (!layout.isLineEnd(behind)) return { start: item.start, end: behind, text: '' };
  return { start: layout.blanksBefore(item.start), end: item.end, text: '' };
}

// ---- Inserting ------------------------------------------------------------------------------------------------

function resolveInsertion(edit: Of<'insert'>, edited: EditedFile): TextEdit | EditRefusal {
  const { into, what, text } = edit;
  const inDocument = into.kind === 'document';
  if (inDocument && what === 'property') {
    return refuse('edit-out-of-place', 'A property stands in a node.', into);
  }
  if (!isItems(text, what, inDocument)) return invalid(expectedItems[what], text.trim(), into);

  const items = inDocument ? into.items : into.body.items;
  const index = insertionIndex(edit, items);
  if (index === undefined) {
    return refuse('edit-out-of-place', 'What it shall stand behind is not in this body.', into);
  }
  const others = what === 'property' ? items.slice(0, index) : items.slice(index);
  const wrong = what === 'property' ? 'node' : 'property';
  if (others.some(({ kind }) => kind === wrong)) {
    return refuse('edit-out-of-place', 'Properties stand before the subnodes of a node.', into);
  }

  const anchor = items[index - 1];
  if (anchor !== undefined) return behindItem(edit, anchor, edited);
  return inDocument ? atStart(edit, into, edited) : atOpening(edit, into, edited);
}

const expectedItems = { property: 'one property or more', node: 'one node or more' } as const;

/** How many items stand before what is inserted. */
function insertionIndex({ where, what }: Of<'insert'>, items: readonly ItemElement[]): number | undefined {
  if (where === 'first') return 0;
  if (where !== 'last') {
    const index = items.indexOf(where.after);
    return index === -1 ? undefined : index + 1;
  }
  return what === 'node' ? items.length : behindLastProperty(items);
}

/** Behind the last property that no conditional holds; 0 where there is none. */
function behindLastProperty(items: readonly ItemElement[]): number {
  let depth = 0;
  let found = 0;
  for (const [index, item] of items.entries()) {
    if (item.kind === 'node') break;
    if (item.kind === 'directive') {
      const kind = item.token.directive as LineKind;
      if (opensCondition(kind)) depth++;
      else if (kind === LineKind.Endif) depth--;
    }
    if (depth === 0 && (item.kind === 'property' || item.kind === 'delete-property')) found = index + 1;
  }
  return found;
}

function behindItem(
  { what, text }: Of<'insert'>,
  anchor: ItemElement,
  { layout, file: { lineEnd } }: EditedFile,
): TextEdit | EditRefusal {
  const last = lastToken(anchor);
  const indentation = layout.indentation(anchor.start);
  const written = indented(text, indentation, lineEnd);
  const gap = what === 'node' ? lineEnd : '';
  const at = last.fullEnd;
  if (last.trailing.at(-1)?.kind === 'line-end') {
    return { start: at, end: at, text: `${gap}${indentation}${written}${lineEnd}` };
  }
  if (layout.isLineEnd(at)) return { start: at, end: at, text: `${lineEnd}${gap}${indentation}${written}` };
  return onSameLine(text, written, anchor, layout.blanksBefore(at));
}

function onSameLine(
  text: string,
  written: string,
  subject: LosslessElement,
  at: number,
): TextEdit | EditRefusal {
  if (/\/\/[^\n]*$/.test(text.trimEnd())) {
    return refuse('edit-text-invalid', 'Its comment would hide what stands behind it on the line.', subject);
  }
  return { start: at, end: at, text: ` ${written}` };
}

function atOpening(
  { text }: Of<'insert'>,
  node: NodeElement,
  { layout, file: { lineEnd } }: EditedFile,
): TextEdit | EditRefusal {
  const { open, close, items }: BodyElement = node.body;
  const outer = layout.indentation(node.start);
  const indentation = outer + layout.indentationStep(node);
  if (open.trailing.at(-1)?.kind === 'line-end') {
    const at = open.fullEnd;
    return {
      start: at,
      end: at,
      text: `${indentation}${indented(text, indentation, lineEnd)}${lineEnd}`,
    };
  }
  if (layout.blanksBehind(open.end) === close.start) {
    const inner = indented(text, indentation, lineEnd);
    return {
      start: open.end,
      end: close.start,
      text: `${lineEnd}${indentation}${inner}${lineEnd}${outer}`,
    };
  }
  const subject = items[0] ?? node;
  return onSameLine(text, indented(text, outer, lineEnd), subject, open.end);
}

function atStart(
  { text }: Of<'insert'>,
  document: DocumentElement,
  { file: { lineEnd } }: EditedFile,
): TextEdit {
  const [first] = document.items;
  const at = first?.start ?? document.end;
  const written = indented(text, '', lineEnd);
  return { start: at, end: at, text: `${written}${lineEnd}${first === undefined ? '' : lineEnd}` };
}
