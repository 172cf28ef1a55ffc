import { defineRule, type Rule } from '../rule.ts';
import { earlierWrites } from '../written-places.ts';

/**
 * An enabled device's `memory-region` names enabled regions.
 *
 * Kernel: a disabled region is not reserved, and of_reserved_mem_device_init_by_idx() answers 0 for it, so that the device
 * goes on with ordinary memory (spec 08 B13, 09 row 28).
 */
export const memoryRegionDisabled: Rule = defineRule({
  id: 'memory-region-disabled',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'An enabled device must not name a disabled region.',
  messages: {
    disabled: {
      text: '{device} names {region} (entry {index} of {property}), which is disabled.',
      note: 'Linux prints nothing: the call succeeds, and the device allocates ordinary memory.',
      help: 'Enable {region}, or remove the entry.',
    },
  },
  evidence: [79],

  check({ board, report }) {
    for (const use of board.model.uses) {
      const { device, deviceAvailable, property, index, region } = use;
      if (!deviceAvailable || region === undefined || region.available) continue;
      // Firmware fills the node in and enables it.
      if (region.kind === 'placeholder' && region.node.property('reg') === undefined) continue;

      const status = region.node.property('status');
      report({
        message: 'disabled',
        data: { device: device.path, region: region.path, property: property.name, index },
        node: device,
        place: use.place,
        related: [
          { message: `${region.path} is disabled here`, place: (status ?? region.node).place },
          ...(status === undefined ? [] : earlierWrites(status)).map((write) => ({
            message: 'its status before',
            place: write.place,
          })),
          { message: `${region.path} is defined here`, place: region.node.place },
        ],
      });
    }
  },
});
