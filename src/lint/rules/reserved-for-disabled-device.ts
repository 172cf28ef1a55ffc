import type { Node, Write } from '../../devicetree/tree.ts';
import type { Region } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { isAvailable } from '../../memory/status.ts';
import type { Place } from '../../source/place.ts';
import { isBoardFile } from '../board-file.ts';
import { defineRule, type Rule } from '../rule.ts';
import { lastWrite } from '../written-places.ts';

/**
 * A board that disables all devices of a region disables the region.
 *
 * Linux reserves it all the same. Where an included file both describes and disables them it is the chip's way; a board's own file
 * knows that nobody is left.
 */
export const reservedForDisabledDevice: Rule = defineRule({
  id: 'reserved-for-disabled-device',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A board that disables every device of a region should disable the region.',
  messages: {
    nobody: {
      text: '{region} keeps {size}, and the board disables {users}: nobody uses it.',
      note: 'Linux prints nothing and reserves the region.',
      help: 'Disable {region}, too.',
    },
  },
  evidence: [77, 78],

  check({ board, report }) {
    // An overlay does not see the devices of its base.
    if (board.model.tree.plugin) return;
    for (const region of board.regions) {
      const users = region.users.filter(({ property }) => property.name === 'memory-region');
      const writes = users.map(({ device }) => disablingWrite(device));
      const isBoardsDoing = writes.every((write) => write !== undefined && isBoardFile(write.place));
      if (users.length === 0 || !isBoardsDoing) continue;

      const devices = [...new Set(users.map(({ device }) => device.path))];
      report({
        message: 'nobody',
        data: {
          region: region.path,
          size: sizeText(region),
          users: devices.length > 3 ? `its ${devices.length} devices` : devices.join(' and '),
        },
        node: region.node,
        place: placeOf(region, writes),
        related: writes.flatMap((write) =>
          write === undefined ? [] : [{ message: 'its device is disabled here', place: write.place }],
        ),
      });
    }
  },
});

/**
 * What wrote the status that is in force on the device, or on the nearest bus that is disabled; undefined where it is another word
 * than `disabled`: a device that has failed, or that somebody else uses, is one that comes back; and where it is available.
 */
function disablingWrite(device: Node): Write | undefined {
  for (let at: Node | undefined = device; at !== undefined; at = at.parent) {
    const status = at.property('status');
    if (!isAvailable(at)) return status?.asString() === 'disabled' ? lastWrite(status) : undefined;
  }
  return undefined;
}

/** The region where the board writes it, else where the board disables its device. */
function placeOf({ node }: Region, writes: readonly (Write | undefined)[]): Place {
  const own = node.writes.findLast(({ kind, place }) => kind !== 'deleted' && isBoardFile(place));
  return own?.place ?? writes[0]?.place ?? node.place;
}

function sizeText({ reg, size }: Region): string {
  const bytes = reg[0]?.size ?? size;
  return bytes === undefined ? 'memory' : hexBytes(bytes);
}
