import type { Node } from '../../devicetree/tree.ts';
import { cellCount } from '../../memory/cells.ts';
import type { BoardFacts } from '../board-facts.ts';
import type { Fix } from '../finding.ts';
import { fixOf, insertionEdits } from '../fixes.ts';
import { unsupportedFormatLine } from '../kernel-lines.ts';
import { defineRule, type Rule } from '../rule.ts';
import { rootCellPlaces } from '../written-places.ts';

const countNames = ['#address-cells', '#size-cells'] as const;

/**
 * /reserved-memory has `ranges`, and both cell counts equal to the root's; else Linux ignores every region in it.
 *
 * Kernel: __reserved_mem_check_root() (spec 01 §4.1).
 */
export const reservedRootCells: Rule = defineRule({
  id: 'reserved-root-cells',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  summary: "/reserved-memory must have ranges, and the root's #address-cells and #size-cells.",
  messages: {
    ignored: {
      text: '{path} {faults}: Linux ignores {regions}.',
      help: 'Write {wanted} in {path}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { reservedMemory: node, reservedMemoryUsable, tree } = board.model;
    // An overlay's own root is no root: the cells are those of the tree that it is applied to.
    if (node === undefined || reservedMemoryUsable || tree.plugin) return;

    const wrong = countNames.find(
      (name) => hasWrongCount(board, node, name) && node.property(name) !== undefined,
    );
    report({
      message: 'ignored',
      data: {
        path: node.path,
        faults: faults(board, node).join(' and '),
        regions: regionsText(board.model.regions.length),
        wanted: wanted(board),
      },
      node,
      place: (wrong === undefined ? undefined : node.property(wrong)?.place) ?? node.place,
      related: rootCellPlaces(board.model),
      note: unsupportedFormatLine(board),
      fix: wrong === undefined ? fixFor(board, node) : undefined,
    });
  },
});

function hasWrongCount(board: BoardFacts, node: Node, name: (typeof countNames)[number]): boolean {
  return cellCount(node, name) !== rootCount(board, name);
}

function rootCount({ model }: BoardFacts, name: (typeof countNames)[number]): number {
  return name === '#address-cells' ? model.rootCells.address : model.rootCells.size;
}

function faults(board: BoardFacts, node: Node): readonly string[] {
  const found: string[] = [];
  for (const name of countNames) {
    if (!hasWrongCount(board, node, name)) continue;
    const count = cellCount(node, name);
    found.push(
      count === undefined
        ? `has no ${name} (the root's is ${rootCount(board, name)})`
        : `has ${name} ${count} where the root has ${rootCount(board, name)}`,
    );
  }
  if (node.property('ranges') === undefined) found.push('has no ranges');
  return found;
}

/** What is missing, as the root has it. A count that differs is another matter: the regions are written with it. */
function fixFor(board: BoardFacts, node: Node): Fix | undefined {
  const missing = countNames
    .filter((name) => node.property(name) === undefined)
    .map((name) => `${name} = <${rootCount(board, name)}>;`);
  if (node.property('ranges') === undefined) missing.push('ranges;');
  const text = missing.join(' ');

  return fixOf(`Write ${text}`, insertionEdits(node, text), true);
}

function regionsText(count: number): string {
  if (count === 0) return 'it';
  return count === 1 ? 'its only region' : `all of its ${count} regions`;
}

function wanted(board: BoardFacts): string {
  return `${countNames.map((name) => `${name} = <${rootCount(board, name)}>;`).join(' ')} ranges;`;
}
