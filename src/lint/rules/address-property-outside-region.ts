import type { Node, Property } from '../../devicetree/tree.ts';
import { translateAddress } from '../../memory/address-translation.ts';
import { busCells, fitsEntries, readNumber, readRanges } from '../../memory/cells.ts';
import type { AddressRange } from '../../memory/model.ts';
import { containsRange } from '../../memory/ranges.ts';
import { entriesByDevice } from '../device-entries.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { macroPlaces } from '../written-places.ts';

/** Where a device says again what its region is for. */
interface AddressProperty {
  readonly compatible: string;
  readonly property: string;
  /** Another property that holds the size; none: the property is a list of ranges. */
  readonly sizeProperty?: string;
}

const addressProperties: readonly AddressProperty[] = [
  // Documentation/devicetree/bindings/display/simple-framebuffer.yaml
  { compatible: 'simple-framebuffer', property: 'reg' },
  // The ramoops of Android kernels before the binding: fs/pstore/ram.c there
  {
    compatible: 'ramoops',
    property: 'android,ramoops-buffer-start',
    sizeProperty: 'android,ramoops-buffer-size',
  },
];

/**
 * A device that writes an address beside its `memory-region` means memory inside that region.
 */
export const addressPropertyOutsideRegion: Rule = defineRule({
  id: 'address-property-outside-region',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'An address that a device writes beside its memory-region must lie in the region.',
  messages: {
    outside: {
      text: '{property} of {device} is {range}, which is not inside its region {path} ({region}).',
      note: 'Linux reserves the region, and the driver uses the address: memory that others get.',
      help: 'Make {property} and {path} say the same.',
    },
  },
  evidence: [66],

  check({ board, report }) {
    for (const [device, entries] of entriesByDevice(board)) {
      const regions = entries.flatMap(({ region }) => (region?.available === true ? region : []));
      const [first] = regions;
      const known = first?.reg[0];
      if (first === undefined || known === undefined) continue;
      const ranges = regions.flatMap(({ reg }) => reg);

      for (const [property, range] of addressesOf(device)) {
        if (ranges.some((outer) => containsRange(outer, range))) continue;
        const place = property.placeOfByte(0);
        report({
          message: 'outside',
          data: {
            property: property.name,
            device: device.path,
            range: rangeText(range),
            path: first.path,
            region: rangeText(known),
          },
          node: device,
          place,
          related: [{ message: `${first.name} lies here`, place: known.place }, ...macroPlaces(known.place)],
        });
      }
    }
  },
});

function* addressesOf(device: Node): Iterable<readonly [Property, AddressRange]> {
  const compatibles = device.property('compatible')?.asStrings() ?? [];
  for (const known of addressProperties) {
    const property = device.property(known.property);
    if (property === undefined || !compatibles.includes(known.compatible)) continue;
    const range =
      known.sizeProperty === undefined
        ? firstRange(device, property)
        : pairOf(device, property, known.sizeProperty);
    if (range !== undefined && range.size > 0n) yield [property, range];
  }
}

function firstRange(device: Node, property: Property): AddressRange | undefined {
  const cells = busCells(device.parent ?? device);
  if (!fitsEntries(property, cells)) return undefined;
  const [range] = readRanges(property, cells);
  // Children of /chosen are described in the root's addresses, with or without ranges there.
  const isChosen = device.parent?.path === '/chosen';
  const base = range === undefined || isChosen ? range?.base : translateAddress(device, range.base);
  return range === undefined || base === undefined ? undefined : { base, size: range.size };
}

function pairOf(device: Node, property: Property, sizeName: string): AddressRange | undefined {
  const size = device.property(sizeName);
  if (size === undefined) return undefined;
  return {
    base: readNumber(property.value, 0, property.value.length >> 2),
    size: readNumber(size.value, 0, size.value.length >> 2),
  };
}
