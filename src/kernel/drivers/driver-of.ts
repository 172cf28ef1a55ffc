import type { Node } from '../../devicetree/tree.ts';
import { displayDrivers } from './display-drivers.ts';
import type { DriverFacts, DriverUse } from './driver-facts.ts';
import { mediaDrivers } from './media-drivers.ts';
import { otherDrivers } from './other-drivers.ts';
import { parseDrivers } from './parse-drivers.ts';
import { remoteprocDrivers } from './remoteproc-drivers.ts';
import { soundDrivers } from './sound-drivers.ts';

let byCompatible: ReadonlyMap<string, DriverFacts> | undefined;

/**
 * The driver that binds to a device, by the first of its compatibles that one knows; undefined: none that is known to read
 * `memory-region`. Read from the source of Linux 7.2, and taken to have been so before.
 */
export function driverOf(device: Node): DriverFacts | undefined {
  const compatibles = device.property('compatible')?.asStrings();
  if (compatibles !== undefined) return boundTo(compatibles);

  const driver = boundTo(device.parent?.property('compatible')?.asStrings() ?? []);
  return driver?.children.includes(device.name) ? { ...driver, uses: [childUse] } : undefined;
}

function boundTo(compatibles: readonly string[]): DriverFacts | undefined {
  byCompatible ??= indexDrivers();
  for (const compatible of compatibles) {
    const driver = byCompatible.get(compatible);
    if (driver !== undefined) return driver;
  }
  return undefined;
}

/** Where a child of the device's node carries a region for it. */
const childUse: DriverUse = {
  how: 'map',
  select: { kind: 'index', index: 0 },
  required: true,
  onError: 'later',
  ownDevice: false,
  withoutIommu: false,
};

function indexDrivers(): ReadonlyMap<string, DriverFacts> {
  const tables = [remoteprocDrivers, displayDrivers, mediaDrivers, soundDrivers, otherDrivers];
  const index = new Map<string, DriverFacts>();
  for (const driver of tables.flatMap(parseDrivers)) {
    for (const compatible of driver.compatibles) if (!index.has(compatible)) index.set(compatible, driver);
  }
  return index;
}
