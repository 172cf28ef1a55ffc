import { hex } from '../../memory/quantity.ts';
import { isAvailable } from '../../memory/status.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Every entry of `memory-region` names a child of /reserved-memory.
 *
 * Kernel: of_reserved_mem_device_init_by_idx() answers -ENODEV or -EINVAL (spec 03 §1, 08 F1, F9). An entry of 0 is a gap left on purpose (F7).
 */
export const memoryRegionDangling: Rule = defineRule({
  id: 'memory-region-dangling',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  summary: 'Every entry of memory-region must name a region.',
  messages: {
    nothing: {
      text: 'Entry {index} of {property} of {device} is {phandle}, and no node has that phandle.',
      note: 'The device gets -ENODEV for this entry.',
      help: 'Refer to a region by its label: <&label>.',
    },
    elsewhere: {
      text: 'Entry {index} of {property} of {device} names {target}, which is no child of /reserved-memory.',
      note: 'The device gets -EINVAL for this entry.',
      help: 'Move the node below /reserved-memory, or name a region there.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { model } = board;
    // In an overlay the references are filled in when it is applied.
    if (model.tree.plugin) return;

    for (const use of model.uses) {
      const { device, property, target } = use;
      if (property.name !== 'memory-region' || !use.deviceAvailable || use.phandle === 0) continue;
      if (use.region?.node.parent === model.reservedMemory && use.region !== undefined) continue;

      const data = { index: use.index, property: property.name, device: device.path };
      if (target === undefined) {
        report({
          message: 'nothing',
          data: { ...data, phandle: hex(use.phandle) },
          node: device,
          place: use.place,
        });
      } else {
        report({
          message: 'elsewhere',
          data: { ...data, target: target.path },
          node: device,
          place: use.place,
          related: [{ message: `${target.path} is defined here`, place: target.place }],
          note: isAvailable(target) ? undefined : disabledNote,
        });
      }
    }
  },
});

/** Asked before the table of regions is. */
const disabledNote =
  'The node is disabled, so the call succeeds and does nothing: the device allocates ordinary memory.';
