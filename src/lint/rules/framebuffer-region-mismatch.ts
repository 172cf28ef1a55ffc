import type { Node } from '../../devicetree/tree.ts';
import { readCell } from '../../memory/cells.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { entriesByDevice } from '../device-entries.ts';
import { defineRule, type Rule } from '../rule.ts';
import { macroPlaces } from '../written-places.ts';

/** A simple framebuffer's lines fit the region that it is in. */
export const framebufferRegionMismatch: Rule = defineRule({
  id: 'framebuffer-region-mismatch',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'The lines of a simple framebuffer must fit its region.',
  messages: {
    small: {
      text: '{device} has {height} lines of {stride} bytes, {wanted}, and its region {path} has {size}.',
      note: 'simpledrm takes the region for its memory, and draws behind its end.',
      help: 'Make the region {wanted}, or correct stride and height.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const [device, entries] of entriesByDevice(board)) {
      if (device.property('compatible')?.asStrings()?.includes('simple-framebuffer') !== true) continue;
      const region = entries[0]?.region;
      const range = region?.reg[0];
      const stride = cellOf(device, 'stride');
      const height = cellOf(device, 'height');
      if (region === undefined || range === undefined || stride === undefined || height === undefined)
        continue;

      const wanted = BigInt(stride) * BigInt(height);
      if (range.size === 0n || wanted <= range.size) continue;
      report({
        message: 'small',
        data: {
          device: device.path,
          height,
          stride,
          wanted: hexBytes(wanted),
          path: region.path,
          size: hexBytes(range.size),
        },
        node: device,
        place: (device.property('height') ?? device).place,
        related: [
          { message: 'the size of its region', place: range.sizePlace },
          { message: 'stride is set here', place: (device.property('stride') ?? device).place },
          ...macroPlaces(range.sizePlace),
        ],
      });
    }
  },
});

function cellOf(device: Node, name: string): number | undefined {
  const value = device.property(name)?.value;
  return value?.length === 4 ? readCell(value, 0) : undefined;
}
