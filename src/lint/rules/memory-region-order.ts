import type { Node } from '../../devicetree/tree.ts';
import type { DriverFacts } from '../../kernel/drivers/driver-facts.ts';
import { driverOf } from '../../kernel/drivers/driver-of.ts';
import { selectedEntries } from '../../kernel/drivers/selected-entries.ts';
import type { RegionUse } from '../../memory/model.ts';
import { entriesByDevice } from '../device-entries.ts';
import { isPool } from '../pools.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A driver that takes its pool by position finds a pool there.
 *
 * What each driver does with its entries is a fact of its source; names and addresses of regions say nothing about their order.
 */
export const memoryRegionOrder: Rule = defineRule({
  id: 'memory-region-order',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'Where a driver takes its pool by position, the pool should stand there.',
  messages: {
    order: {
      text: '{device}: {driver} takes entry {index} of memory-region for its pool, {region}, which is none; the pool {pool} is entry {at}.',
      note: 'of_reserved_mem_device_init_by_idx() answers -EINVAL for a region without operations.',
      help: 'Put {pool} at entry {index}.',
    },
  },
  evidence: [84],

  check({ board, report }) {
    for (const [device, entries] of entriesByDevice(board)) {
      const driver = driverOf(device);
      if (driver === undefined) continue;
      const assigned = assignedByPosition(driver, device, entries);
      const unused = entries.find(({ index, region }) => isGood(region) && !assigned.includes(index));
      if (unused?.region === undefined) continue;

      for (const index of assigned) {
        const entry = entries[index];
        if (entry?.region === undefined || !entry.region.available || isPool(entry.region)) continue;
        report({
          message: 'order',
          data: {
            device: device.path,
            driver: driver.name,
            index,
            region: entry.region.path,
            pool: unused.region.path,
            at: unused.index,
          },
          node: device,
          place: entry.place,
          related: [
            { message: 'the pool stands here', place: unused.place },
            { message: `${unused.region.name} is defined here`, place: unused.region.node.place },
          ],
        });
      }
    }
  },
});

/** A region with a compatible of its own has a driver of its own, and may be one. */
function isGood(region: RegionUse['region']): boolean {
  return region?.available === true && isPool(region);
}

/** Nothing of a driver that also assigns by name: its order is free. */
function assignedByPosition(
  driver: DriverFacts,
  device: Node,
  entries: readonly RegionUse[],
): readonly number[] {
  const uses = driver.uses.filter(({ how }) => how === 'assign');
  if (uses.some(({ select }) => select.kind !== 'index')) return [];
  const targets = entries.map(({ target }) => target);
  return uses.flatMap(({ select }) => selectedEntries(select, device, targets));
}
