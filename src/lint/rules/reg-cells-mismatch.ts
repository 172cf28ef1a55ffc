import type { Property } from '../../devicetree/tree.ts';
import { fitsEntries } from '../../memory/cells.ts';
import type { Cells } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { invalidDynamicLine, invalidRegLine } from '../kernel-lines.ts';
import { placeSource } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';
import { rootCellPlaces } from '../written-places.ts';

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
      text: "{name} of {path} has {length} bytes, which is no multiple of {entry} (the root's {address} + {size} cells).",
      help: 'Write each entry as {shape}.',
    },
    single: {
      text: '{name} of {path} has {length} bytes where Linux expects {entry} ({cells}).',
      help: 'Write {shape}.',
    },
    alignmentCells: {
      text: 'alignment of {path} has {length} bytes, as #size-cells says; Linux expects {entry}, as #address-cells says.',
      help: 'Give the root equal #address-cells and #size-cells, or leave alignment out.',
    },
  },
  evidence: [52, 53, 54],

  check({ board, report }) {
    const { rootCells: cells } = board.model;
    const [inBanks, inRegions] = [malformedBanks(board), malformedInRegions(board)];
    if (inBanks.length === 0 && inRegions.length === 0) return;
    const related = rootCellPlaces(board.model);

    for (const property of inBanks) {
      const ignoresAll = board.behaviours.partialMemoryEntry === 'property-ignored';
      report({
        message: 'list',
        severity: ignoresAll ? 'error' : 'warning',
        data: listData(property, cells),
        node: property.node,
        place: property.place,
        related,
        note: `Linux ignores ${ignoresAll ? 'the whole property' : 'the incomplete entry'}, and prints nothing.`,
      });
    }

    for (const property of inRegions) {
      const { name, node, place, value } = property;
      const common = { node, place, related, note: predicted(board, property) };
      const isSingle = name === 'size' || name === 'alignment';
      if (!isSingle) report({ message: 'list', data: listData(property, cells), ...common });
      else if (name === 'alignment' && value.length === cells.size * 4) {
        const data = { path: node.path, length: value.length, entry: cells.address * 4 };
        report({ message: 'alignmentCells', severity: 'warning', data, ...common });
      } else report({ message: 'single', data: singleData(property, cells), ...common });
    }
  },
});

/** Of the root's children: chips on a bus may have the device type, too. */
function malformedBanks({ model }: BoardFacts): readonly Property[] {
  return model.memoryNodes.flatMap(({ node, available }) => {
    const reg = node.property('linux,usable-memory') ?? node.property('reg');
    const isAsked = available && node.parent?.parent === undefined;
    return reg === undefined || !isAsked || fitsEntries(reg, model.rootCells) ? [] : [reg];
  });
}

/** Linux reads `reg` and, only where that gives the region no place, the others. */
function malformedInRegions(board: BoardFacts): readonly Property[] {
  return board.regions.flatMap((region) => {
    if (region.malformed.length === 0) return [];
    const readsSize = placeSource(board, region) === 'size';
    return region.malformed.filter(({ name }) => name === 'reg' || readsSize);
  });
}

function listData({ name, value, node }: Property, { address, size }: Cells) {
  const entry = (address + size) * 4;
  return { name, path: node.path, length: value.length, entry, address, size, shape: shape(address + size) };
}

function singleData({ name, value, node }: Property, { address, size }: Cells) {
  const count = name === 'size' ? size : address;
  const cells = `${count} cell${count === 1 ? '' : 's'}`;
  const common = { name, path: node.path, length: value.length };
  return { ...common, entry: count * 4, cells, shape: `${name} = ${shape(count)}` };
}

/** `<0x… 0x…>`, a word a cell; a hostile count is cut. */
function shape(cells: number): string {
  return `<${Array.from({ length: Math.min(cells, 8) }, () => '0x…').join(' ')}>`;
}

function predicted(board: BoardFacts, { name, node }: Property): string {
  const { malformedReg, malformedAllocRanges } = board.behaviours;
  if (name === 'size' || name === 'alignment') return invalidDynamicLine(name, node.name);
  if (name === 'reg') {
    return malformedReg === 'absent'
      ? 'Linux takes the property as absent, and prints nothing.'
      : invalidRegLine(board, node.name);
  }
  return malformedAllocRanges === 'absent'
    ? 'Linux takes the property as absent, places the region anywhere, and prints nothing.'
    : invalidDynamicLine('alloc-ranges', node.name);
}
