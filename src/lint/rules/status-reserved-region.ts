import { fixOf } from '../fixes.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region is enabled by `okay`, or by no status at all. Any other value disables it, `reserved` and `fail` too.
 *
 * Kernel: of_fdt_device_is_available() (spec 01 §3, 08 B13).
 */
export const statusReservedRegion: Rule = defineRule({
  id: 'status-reserved-region',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'The status of a region should be okay or disabled.',
  messages: {
    unusual: {
      text: 'The status of {path} is "{status}": Linux does not reserve the region.',
      note: 'Linux passes over the node, and prints nothing.',
      help: 'Remove status to have the memory kept, or write "disabled".',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const { node, path, available } of board.model.regions) {
      const property = node.property('status');
      const status = property?.asString();
      if (property === undefined || available || status === 'disabled') continue;

      const place = property.value.length === 0 ? property.place : property.placeOfByte(0);
      const isSlip = status !== undefined && /^ok(ay)?$/i.test(status);
      report({
        message: 'unusual',
        // Who writes "Okay" wants the region enabled.
        severity: isSlip ? 'warning' : 'info',
        data: { path, status: status ?? '' },
        node,
        place,
        fix: isSlip ? fixOf('Write "okay"', [{ place, text: '"okay"' }], false) : undefined,
      });
    }
  },
});
