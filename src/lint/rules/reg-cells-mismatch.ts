import type { Node, Property } from '../../devicetree/tree.ts';
import { fitsEntries } from '../../memory/cells.ts';
import type { Cells, Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { invalidRegLine } from '../kernel-lines.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * The values of a region and of a memory node consist of whole entries of the root's cells.
 *
 * Kernel: __reserved_mem_reserve_reg(), __reserved_mem_alloc_size(), early_init_dt_scan_memory() (spec 01 §2, §4.3, §5.2).
 */
export const regCellsMismatch: Rule = defineRule({
  id: 'reg-cells-mismatch',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  summary: "The lengths of reg, size, alignment and alloc-ranges must fit the root's cells.",
  messages: {
    list: {
      text: '{name} of {path} has {length} bytes, which is no multiple of {entry} ({address} + {size} cells).',
      help: 'Write each entry as {shape}.',
    },
    single: {
      text: '{name} of {path} has {length} bytes where Linux expects {entry} ({cells}).',
      help: 'Write {shape}.',
    },
    alignmentCells: {
      text: 'alignment of {path} has {length} bytes, as many as #size-cells says; Linux expects {entry}, as #address-cells says.',
      note: "OF: reserved mem: invalid alignment property in '{node}' node.",
      help: 'Give the root equal #address-cells and #size-cells, or leave alignment out.',
    },
  },
  evidence: [4, 52, 53, 54],

  check({ board, report }) {
    const { rootCells, memoryNodes } = board.model;
    for (const { node, available } of memoryNodes) {
      const reg = node.property('linux,usable-memory') ?? node.property('reg');
      if (!available || !isChildOfRoot(node) || reg === undefined || fitsEntries(reg, rootCells)) continue;
      report({
        message: 'list',
        severity: board.profile?.behaviours.partialMemoryEntry === 'property-ignored' ? 'error' : 'warning',
        data: listData(reg, rootCells),
        node,
        place: reg.place,
        related: rootPlaces(board),
        note: 'Linux up to 6.12 ignores the incomplete entry; later ones ignore the whole property.',
      });
    }

    for (const region of board.regions) {
      for (const property of region.malformed) {
        if (!isRead(region, property)) continue;
        const common = { node: region.node, place: property.place, related: rootPlaces(board) };
        const { name, value } = property;

        if (name === 'alignment' && value.length === rootCells.size * 4) {
          const data = {
            path: region.path,
            node: region.name,
            length: value.length,
            entry: rootCells.address * 4,
          };
          report({ message: 'alignmentCells', severity: 'warning', data, ...common });
        } else if (name === 'size' || name === 'alignment') {
          report({
            message: 'single',
            data: singleData(property, rootCells),
            note: note(board, property),
            ...common,
          });
        } else {
          report({
            message: 'list',
            data: listData(property, rootCells),
            note: note(board, property),
            ...common,
          });
        }
      }
    }
  },
});

/** Chips on a bus may have the device type, too; Linux asks the root's children only. */
function isChildOfRoot({ parent }: Node): boolean {
  return parent !== undefined && parent.parent === undefined;
}

/** Linux reads `reg` and, only where there is none, the others. */
function isRead({ kind }: Region, { name }: Property): boolean {
  return kind === 'static' ? name === 'reg' : name !== 'reg';
}

function listData({ name, value, node }: Property, { address, size }: Cells) {
  const entry = (address + size) * 4;
  return { name, path: node.path, length: value.length, entry, address, size, shape: shape(address + size) };
}

function singleData({ name, value, node }: Property, { address, size }: Cells) {
  const count = name === 'size' ? size : address;
  const cells = count === 1 ? '1 cell' : `${count} cells`;
  return {
    name,
    path: node.path,
    length: value.length,
    entry: count * 4,
    cells,
    shape: `${name} = ${shape(count)}`,
  };
}

/** `<a b c>` with a word a cell; a hostile count is cut. */
function shape(cells: number): string {
  return `<${Array.from({ length: Math.min(cells, 8) }, () => '0x…').join(' ')}>`;
}

function note(board: BoardFacts, { name, node }: Property): string {
  const behaviours = board.profile?.behaviours;
  switch (name) {
    case 'reg':
      return behaviours?.malformedReg === 'absent'
        ? 'Linux takes the property as absent, and prints nothing.'
        : invalidRegLine(board, node.name);
    case 'alloc-ranges':
      return behaviours?.malformedAllocRanges === 'absent'
        ? 'Linux takes the property as absent and places the region anywhere.'
        : `OF: reserved mem: invalid alloc-ranges property in '${node.name}', skipping node.`;
    default:
      return `OF: reserved mem: invalid ${name} property in '${node.name}' node.`;
  }
}

function rootPlaces({ model }: BoardFacts): readonly { message: string; place: Property['place'] }[] {
  return ['#address-cells', '#size-cells'].flatMap((name) => {
    const property = model.tree.root.property(name);
    return property === undefined ? [] : [{ message: `the root's ${name}`, place: property.place }];
  });
}
