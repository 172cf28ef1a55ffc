import type { Node, Property } from '../../devicetree/tree.ts';
import { busCells, readCell, readNumber } from '../../memory/cells.ts';
import { dmaRangesOf } from '../../memory/dma-ranges.ts';
import { hex } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/** Real lists have one entry or two. */
const mostEntries = 256;

/**
 * Each entry of `iommu-addresses` names a device that has the region, and a range in that device's own addresses.
 *
 * Kernel: of_iommu_get_resv_regions() reads them for a device as it walks its `memory-region`.
 */
export const iommuAddressesInvalid: Rule = defineRule({
  id: 'iommu-addresses-invalid',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary:
    'Every entry of iommu-addresses must name a device with this region, and a range that it can address.',
  messages: {
    nothing: {
      text: 'Entry {index} of iommu-addresses of {path} is {phandle}, and no node has that phandle.',
      note: 'Linux stops reading the list there, and reserves nothing of what follows in any device.',
      help: 'Begin the entry with the label of a device: <&label …>.',
    },
    short: {
      text: 'Entry {index} of iommu-addresses of {path} has {given} bytes, and {device} has {wanted} for an address and a size.',
      note: 'Linux reads beyond what the entry means: address and size are counted in the cells of the bus of the device.',
      help: 'Write a phandle, {address} cells of address and {size} of size.',
    },
    unread: {
      text: 'iommu-addresses of {path} names {device}, which does not have the region in its memory-region: nothing is reserved.',
      note: 'Linux reads the property only as it walks the memory-region of that device.',
      help: 'Add {path} to memory-region of {device}.',
    },
    empty: {
      text: 'Entry {index} of iommu-addresses of {path} is empty: it reserves nothing for {device}.',
      help: 'Give the entry a size.',
    },
    outside: {
      text: 'Entry {index} of iommu-addresses of {path} ({range}) lies outside what dma-ranges let {device} address.',
      note: 'Linux ignores the entry.',
      help: 'Choose addresses inside dma-ranges of {bus}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    if (board.model.tree.plugin) return;
    for (const region of board.regions) {
      const property = region.node.property('iommu-addresses');
      if (property === undefined) continue;

      for (const entry of readEntries(board, property)) {
        const { index, device } = entry;
        const place = property.placeOfByte(entry.offset);
        const about = { node: region.node, place };
        const path = region.path;
        if (device === undefined) {
          report({ message: 'nothing', data: { index, path, phandle: hex(entry.phandle) }, ...about });
          break;
        }

        const related = [{ message: `${device.path} is defined here`, place: device.place }];
        const data = { index, path, device: device.path };
        if (entry.given < entry.wanted) {
          const { address, size } = busCells(device.parent ?? device);
          const { given, wanted } = entry;
          report({ message: 'short', data: { ...data, given, wanted, address, size }, ...about, related });
          break;
        }
        const hasRegion = region.users.some(
          (use) => use.device === device && use.property.name === 'memory-region',
        );
        if (!hasRegion) report({ message: 'unread', data, ...about, related });
        if (entry.size === 0n) report({ message: 'empty', data, ...about, related });

        const bus = busThatForbids(board, device, entry);
        if (bus === undefined) continue;
        const range = rangeText(entry);
        report({ message: 'outside', data: { ...data, range, bus: bus.path }, ...about, related });
      }
    }
  },
});

interface Entry {
  readonly index: number;
  readonly offset: number;
  readonly phandle: number;
  readonly device: Node | undefined;
  readonly base: bigint;
  readonly size: bigint;
  /** Bytes that are left in the property, and bytes that address and size need. */
  readonly given: number;
  readonly wanted: number;
}

function* readEntries({ model }: BoardFacts, { value }: Property): Iterable<Entry> {
  let offset = 0;
  for (let index = 0; offset < value.length && index < mostEntries; index++) {
    const phandle = readCell(value, offset);
    const device = model.tree.nodeByPhandle(phandle);
    const { address, size } = busCells(device?.parent ?? model.tree.root);
    const wanted = (address + size) * 4;
    const given = value.length - offset - 4;
    const fits = given >= wanted;
    yield {
      index,
      offset,
      phandle,
      device,
      base: fits ? readNumber(value, offset + 4, address) : 0n,
      size: fits ? readNumber(value, offset + 4 + address * 4, size) : 0n,
      given,
      wanted,
    };
    offset += 4 + wanted;
  }
}

/** The bus whose windows hold none of the range; undefined: nothing limits the device, or it can address some. */
function busThatForbids({ model }: BoardFacts, device: Node, { base, size }: Entry): Node | undefined {
  const windows = dmaRangesOf(device, model.tree);
  if (windows.kind !== 'map' || size === 0n) return undefined;
  const isInside = windows.ranges.some(
    (range) => base < range.dmaStart + range.size && range.dmaStart < base + size,
  );
  return isInside ? undefined : windows.bus;
}
