import type { Region } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { loadedBytes } from '../firmware-image.ts';
import { defineRule, type Rule } from '../rule.ts';
import { macroPlaces } from '../written-places.ts';

/**
 * A firmware fits the region that it is loaded into.
 *
 * Kernel: qcom_mdt_load() and its like compare the file's segments with the region and answer -EINVAL.
 */
export const poolSmallerThanFirmware: Rule = defineRule({
  id: 'pool-smaller-than-firmware',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  summary: 'A firmware must fit the region that it is loaded into.',
  messages: {
    small: {
      text: '{region} has {size}, and {firmware} loads {wanted}.',
      note: 'The loader answers -EINVAL ("segment outside memory range"), and the processor does not start.',
      help: 'Make the region {wanted}.',
    },
  },
  evidence: [33],

  check({ board, report }) {
    for (const [path, image] of board.firmware) {
      const region = regionFor(board, path);
      const range = region?.reg[0];
      const size = range?.size ?? region?.size;
      const wanted = loadedBytes(image);
      if (region === undefined || size === undefined || wanted <= size) continue;

      const place = range?.sizePlace ?? region.node.property('size')?.placeOfByte(0) ?? region.node.place;
      report({
        message: 'small',
        data: {
          region: region.path,
          size: hexBytes(size),
          firmware: image.file,
          wanted: hexBytes(wanted),
        },
        node: region.node,
        place,
        related: [
          ...region.users.map((use) => ({ message: `${use.device.path} loads into it`, place: use.place })),
          ...macroPlaces(place),
        ],
      });
    }
  },
});

/** The region of that path, or the one that the device of that path has; of several nobody knows which. */
function regionFor({ model }: BoardFacts, path: string): Region | undefined {
  const node = model.tree.nodeByPath(path);
  if (node === undefined) return undefined;
  const own = model.regionOf(node);
  if (own !== undefined) return own;

  const regions = model.uses.filter(
    ({ device, property }) => device === node && property.name === 'memory-region',
  );
  return regions.length === 1 ? regions[0]?.region : undefined;
}
