import type { Node } from '../../devicetree/tree.ts';
import type { DriverUse } from './driver-facts.ts';
import { driverOf } from './driver-of.ts';
import { selectedEntries } from './selected-entries.ts';

/** What a driver is to do with a device's regions, without a kernel that tries it. */
export interface ExpectedUses {
  /** Undefined: it is not known, and of_reserved_mem_device_init() of entry 0 is assumed. */
  readonly driver: string | undefined;
  /** By entry of `memory-region`. */
  readonly hows: readonly (DriverUse['how'] | 'unread')[];
}

/** What becomes of the entries of a device's `memory-region`, which name these nodes. */
export function expectedUses(device: Node, targets: readonly (Node | undefined)[]): ExpectedUses {
  const driver = driverOf(device);
  if (driver === undefined)
    return { driver: undefined, hows: targets.map((_, index) => (index === 0 ? 'assign' : 'unread')) };

  const hows: ExpectedUses['hows'][number][] = targets.map(() => 'unread');
  for (const { how, select, onError } of driver.uses) {
    for (const index of selectedEntries(select, device, targets)) {
      // An assignment that the driver can do without counts only where nothing else is done with the region.
      const isFirst = hows[index] === 'unread';
      if (isFirst || (how === 'assign' && onError !== 'ignored' && hows[index] !== undefined))
        hows[index] = how;
    }
  }
  return { driver: driver.name, hows };
}
