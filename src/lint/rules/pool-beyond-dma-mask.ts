import type { Node } from '../../devicetree/tree.ts';
import type { DmaDevice } from '../../kernel/dma/dma-device.ts';
import { driverOf } from '../../kernel/drivers/driver-of.ts';
import { selectedEntries } from '../../kernel/drivers/selected-entries.ts';
import type { AddressRange, Region, RegionUse } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { placeOfRegion } from '../boot-fate.ts';
import { entriesByDevice } from '../device-entries.ts';
import { isBehindIommu, reachesAll, reachOf } from '../device-reach.ts';
import { isPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A device reaches the pool that it is given: its mask, and the `dma-ranges` of its buses.
 *
 * Kernel: dma_alloc_from_dev_coherent() hands out the pool's addresses without asking (spec 08 E20, E21); a CMA pool's pages go back
 * (dma_coherent_ok()).
 */
export const poolBeyondDmaMask: Rule = defineRule({
  id: 'pool-beyond-dma-mask',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'profile'],
  about: 'regions',
  summary: 'A device must reach the pool that it is given.',
  messages: {
    beyond: {
      text: '{device} is given {path} ({range}), and {fault}.',
      note: '{consequence}',
      help: '{remedy}',
    },
  },
  evidence: [101],

  check({ board, report }) {
    for (const [device, entries] of entriesByDevice(board)) {
      const driver = driverOf(device);
      for (const { region, use } of assignedEntries(device, entries)) {
        const range = placeOfRegion(board, region);
        if (range === undefined || isBehindIommu(device)) continue;
        const reach = reachOf(board, device);
        if (reach === undefined || reachesAll(reach, range)) continue;

        // Of a driver that is not known nobody knows the mask: only the windows of its bus are sure.
        const isSure = driver !== undefined || isOutsideWindows(reach, range);
        report({
          message: 'beyond',
          severity: isSure ? 'error' : 'info',
          data: {
            device: device.path,
            path: region.path,
            range: rangeText(range),
            fault: faultText(reach, range, isSure),
            consequence: region.reusable
              ? 'Linux gives the pages back: each allocation fails, or comes from elsewhere.'
              : 'Linux hands out addresses that the device cuts off: it reads and writes elsewhere.',
            remedy: `Move the pool below ${hex(reach.coherentLimit + 1n)}${reach.dmaRanges.length === 0 ? '' : ', as the device sees it, inside dma-ranges'}.`,
          },
          node: device,
          place: use.place,
          related: [
            { message: `${region.name} lies here`, place: region.reg[0]?.place ?? region.node.place },
          ],
        });
      }
    }
  },
});

interface AssignedEntry {
  readonly use: RegionUse;
  readonly region: Region;
}

/** What the driver takes for its pool; of an unknown driver the first entry, as most do. */
function assignedEntries(device: Node, entries: readonly RegionUse[]): readonly AssignedEntry[] {
  const driver = driverOf(device);
  const targets = entries.map(({ target }) => target);
  const uses = driver?.uses.filter(({ how }) => how === 'assign');
  const indices =
    uses === undefined ? [0] : uses.flatMap(({ select }) => selectedEntries(select, device, targets));
  return [...new Set(indices)].flatMap((index) => {
    const use = entries[index];
    const region = use?.region;
    return use !== undefined && region?.available === true && isPool(region) ? [{ region, use }] : [];
  });
}

function isOutsideWindows({ dmaRanges }: DmaDevice, { base, size }: AddressRange): boolean {
  return (
    dmaRanges.length > 0 &&
    !dmaRanges.some((range) => base >= range.cpuStart && base + size <= range.cpuStart + range.size)
  );
}

function faultText(reach: DmaDevice, range: AddressRange, isSure: boolean): string {
  if (isOutsideWindows(reach, range)) return 'dma-ranges of its bus do not carry all of it';
  const limit = `reaches no further than ${hex(reach.coherentLimit)}`;
  return isSure ? limit : `${limit} unless its driver sets a wider mask`;
}
