import { parseDts } from '../../grammar/parse-dts.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import { buildTree } from '../../src/devicetree/build-tree.ts';
import type { DeviceTree, Node } from '../../src/devicetree/tree.ts';
import type { Place } from '../../src/source/place.ts';
import type { Problem } from '../../src/source/problem.ts';
import { SourceFile } from '../../src/source/source-file.ts';

/** The tree of a text that needs no preprocessing, and all that is wrong with it. */
export function buildText(text: string): { tree: DeviceTree; problems: readonly Problem[] } {
  const file = new SourceFile('board.dts', text);
  const parsed = parseDts(unitFromText(file));
  const { tree, problems } = buildTree(parsed, { place: { file, start: 0, end: 0 } });
  return { tree, problems: [...parsed.problems, ...problems] };
}

/** The tree of statements that are right; `/dts-v1/;` is put before them. */
export function treeOf(statements: string): DeviceTree {
  const { tree, problems } = buildText(`/dts-v1/; ${statements}`);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return tree;
}

/** `line:column` of a place. */
export function at(place: Place | undefined): string {
  if (place === undefined) return 'nowhere';
  const { line, column } = place.file.lineColumn(place.start);
  return `${line}:${column}`;
}

/** Each problem as `line:column code`. */
export function summary(problems: readonly Problem[]): string[] {
  return problems.map(({ code, place }) => `${at(place)} ${code}`);
}

/** Names in order: properties, then subnodes with their own in braces. */
export function outline(node: Node): string {
  const children = [...node.children.values()].map((child) => `${child.name} { ${outline(child)} }`);
  return [...node.properties.keys(), ...children].join(' ');
}

/** A value in hex. */
export function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
