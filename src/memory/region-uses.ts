import { otherRegionLists } from '../devicetree/node-marks.ts';
import type { DeviceTree, Node, Property } from '../devicetree/tree.ts';
import type { Place } from '../source/place.ts';
import { readCell } from './cells.ts';
import type { Region, RegionUse } from './model.ts';
import { isReachable } from './status.ts';

/**
 * The regions that a device names: every entry of `memory-region`, right or wrong, as of_reserved_mem_device_init_by_idx()
 * counts them (each 32-bit cell is an index, spec 08 F9); of other properties only what points below /reserved-memory.
 */
export function readUses(
  device: Node,
  tree: DeviceTree,
  regionOf: (node: Node) => Region | undefined,
): readonly RegionUse[] {
  const uses: RegionUse[] = [];

  const memoryRegion = device.property('memory-region');
  if (memoryRegion !== undefined) {
    const names = device.property('memory-region-names')?.asStrings() ?? [];
    addEntries(uses, memoryRegion, tree, regionOf, names);
  }

  for (const name of otherRegionLists) {
    const property = device.property(name);
    if (property !== undefined) addEntries(uses, property, tree, regionOf, undefined);
  }
  return uses;
}

/** @param names those of the entries; undefined: only what names a region is an entry */
function addEntries(
  uses: RegionUse[],
  property: Property,
  tree: DeviceTree,
  regionOf: (node: Node) => Region | undefined,
  names: readonly string[] | undefined,
): void {
  let deviceAvailable: boolean | undefined;

  for (let offset = 0; offset + 4 <= property.value.length; offset += 4) {
    const phandle = readCell(property.value, offset);
    const target = tree.nodeByPhandle(phandle);
    const region = target === undefined ? undefined : regionOf(target);
    if (region === undefined && names === undefined) continue;

    deviceAvailable ??= isReachable(property.node);
    const index = offset / 4;
    const told = { property, index, name: names?.[index], phandle, target, region, deviceAvailable };
    uses.push(new PropertyEntry(told));
  }
}

/** Its place is looked up only when asked for. */
class PropertyEntry implements RegionUse {
  readonly device: Node;
  readonly property: Property;
  readonly index: number;
  readonly name: string | undefined;
  readonly phandle: number;
  readonly target: Node | undefined;
  readonly region: Region | undefined;
  readonly deviceAvailable: boolean;

  constructor(told: Omit<RegionUse, 'device' | 'place'>) {
    this.device = told.property.node;
    this.property = told.property;
    this.index = told.index;
    this.name = told.name;
    this.phandle = told.phandle;
    this.target = told.target;
    this.region = told.region;
    this.deviceAvailable = told.deviceAvailable;
  }

  get place(): Place {
    return this.property.placeOfByte(this.index * 4);
  }
}
