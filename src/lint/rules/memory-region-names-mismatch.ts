import { nodeMark } from '../../devicetree/node-marks.ts';
import { isReachable } from '../../memory/status.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * `memory-region-names` has a name for each entry of `memory-region`.
 *
 * Kernel: of_reserved_mem_device_init_by_name() takes a name's position as the entry's index (spec 03 §1, 08 F2).
 */
export const memoryRegionNamesMismatch: Rule = defineRule({
  id: 'memory-region-names-mismatch',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  summary: 'memory-region-names must have as many names as memory-region has entries.',
  messages: {
    count: {
      text: '{device} has {names} in memory-region-names and {entries} in memory-region.',
      note: 'A driver takes the position of a name as the index of the entry: {consequence}.',
      help: '{remedy}',
    },
    alone: {
      text: '{device} has memory-region-names and no memory-region.',
      note: 'A driver that asks for one of the names gets -ENODEV.',
      help: 'Add memory-region, or remove memory-region-names.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const device of board.model.tree.nodes()) {
      if ((device.marks & nodeMark.memoryRegionNames) === 0) continue;
      const list = device.property('memory-region-names');
      const names = list?.asStrings();
      if (list === undefined || names === undefined || !isReachable(device)) continue;

      const regions = device.property('memory-region');
      const about = { node: device, place: list.place };
      if (regions === undefined) {
        report({ message: 'alone', data: { device: device.path }, ...about });
        continue;
      }
      const entries = regions.value.length >> 2;
      if (entries === names.length) continue;

      const missing = names.slice(entries).join(', ');
      report({
        message: 'count',
        data: {
          device: device.path,
          names: counted(names.length, 'name'),
          entries: counted(entries, 'entry', 'entries'),
          consequence:
            entries < names.length
              ? `whoever asks for ${missing} gets -ENODEV`
              : 'the last entries cannot be asked for by name',
          remedy:
            entries < names.length
              ? `Add an entry for ${missing}, or remove the name.`
              : 'Name the last entries.',
        },
        ...about,
        related: [{ message: 'the entries are here', place: regions.place }],
      });
    }
  },
});

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
