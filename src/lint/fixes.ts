import type { Node, Property } from '../devicetree/tree.ts';
import { hex } from '../memory/quantity.ts';
import type { Place } from '../source/place.ts';
import type { Fix, FixEdit } from './finding.ts';

/** A fix, if all of its places can be edited: what a macro or a blob made cannot. */
export function fixOf(title: string, edits: readonly FixEdit[], safe: boolean): Fix | undefined {
  const isPossible = edits.length > 0 && edits.every(({ place }) => isEditable(place));
  return isPossible ? { title, edits, safe } : undefined;
}

function isEditable({ via, file, end }: Place): boolean {
  return via === undefined && file.locate === undefined && end <= file.text.length;
}

/**
 * The edits that give a node another name, in each place that writes it; none where a sibling has that name, or where a macro
 * wrote the old one.
 */
export function renameEdits(node: Node, name: string): readonly FixEdit[] {
  if (node.parent?.child(name) !== undefined || isNamedInText(node)) return [];
  const writes = node.writes.filter(({ kind }) => kind !== 'deleted');
  const named = writes.filter(({ place }) => textOf(place) === node.name);
  // Two labels: two nodes that were given one name by mistake, and are one. Which of them is meant is for people to say.
  if (named.filter(({ place }) => /\w\s*:\s*$/.test(textBefore(place))).length > 1) return [];
  // The others extend it through a label; a path would have to be changed as well.
  const others = writes.filter(({ place }) => textOf(place) !== node.name);
  if (others.some(({ place }) => !/^&[\w]+$/.test(textOf(place)))) return [];
  return named.map(({ place }) => ({ place, text: name }));
}

/** Whether a text names a node by its path, as aliases and boot arguments do: a new name would be lost on it. */
function isNamedInText(node: Node): boolean {
  let root = node;
  while (root.parent !== undefined) root = root.parent;
  const path = Buffer.from(node.path);
  return ['aliases', 'chosen'].some((name) =>
    [...(root.child(name)?.properties.values() ?? [])].some(({ value }) => Buffer.from(value).includes(path)),
  );
}

/**
 * The edits that write a number into cells of a property, from the one of that index on; those that stay are left alone. None where
 * one of them has no place of its own.
 */
export function cellEdits(
  property: Property,
  first: number,
  value: bigint,
  count: number,
): readonly FixEdit[] {
  const words = property.asCells();
  const isCells = property.parts.every(({ kind, bits }) => kind === 'cells' && (bits ?? 32) === 32);
  if (words === undefined || !isCells) return [];

  const edits: FixEdit[] = [];
  for (let index = 0; index < count; index++) {
    const word = Number((value >> BigInt(32 * (count - 1 - index))) & 0xffffffffn);
    if (words[first + index] === word) continue;
    const place = property.placeOfByte((first + index) * 4);
    edits.push({ place, text: likeBefore(word, textOf(place)) });
  }
  return edits;
}

/** A number with as many digits, in the same case, as the one in whose place it comes. */
function likeBefore(word: number, before: string): string {
  const digits = /^0x([0-9a-f]+)$/i.exec(before)?.[1];
  if (digits === undefined) return hex(word);
  const written = word.toString(16).padStart(digits.startsWith('0') ? digits.length : 1, '0');
  return `0x${/[A-F]/.test(digits) ? written.toUpperCase() : written}`;
}

/** The edits that write properties at the head of a node's body; none where that cannot be found. */
export function insertionEdits(node: Node, text: string): readonly FixEdit[] {
  const { file, end, via } = node.place;
  const brace = /^\s*\{/.exec(file.text.slice(end, end + 200))?.[0];
  if (via !== undefined || brace === undefined) return [];

  const at = end + brace.length;
  const [, lineEnd, indent] = /^[^\S\r\n]*(\r?\n)([^\S\r\n]*)/.exec(file.text.slice(at, at + 200)) ?? [];
  const begin = lineEnd === undefined || indent === undefined ? undefined : lineEnd + indent;
  const written = begin === undefined ? ` ${text}` : `${begin}${text.replaceAll('; ', `;${begin}`)}`;
  return [{ place: { file, start: at, end: at }, text: written }];
}

/** The edit that takes a property away, with its line where nothing else stands on it; none where that cannot be told. */
export function removalEdits(property: Property): readonly FixEdit[] {
  const { file, start, via } = property.place;
  const end = file.text.indexOf(';', start) + 1;
  const statement = file.text.slice(start, end);
  const isOnce = property.writes.filter(({ kind }) => kind !== 'deleted').length === 1;
  if (via !== undefined || end === 0 || !isOnce || /["/{}]/.test(statement)) return [];

  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = file.text.indexOf('\n', end);
  const isAlone =
    lineEnd !== -1 &&
    file.text.slice(lineStart, start).trim() === '' &&
    file.text.slice(end, lineEnd).trim() === '';
  return [{ place: isAlone ? { file, start: lineStart, end: lineEnd + 1 } : { file, start, end }, text: '' }];
}

function textBefore({ file, start }: Place): string {
  return file.text.slice(Math.max(0, start - 100), start);
}

function textOf({ file, start, end }: Place): string {
  return file.text.slice(start, end);
}
