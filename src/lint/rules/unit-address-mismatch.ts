import type { Property, Write } from '../../devicetree/tree.ts';
import type { Region } from '../../memory/model.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import { entryPlace } from '../entry-place.ts';
import { fixOf, renameEdits } from '../fixes.ts';
import { isMalformed } from '../is-malformed.ts';
import { defineRule, type Rule } from '../rule.ts';
import { lastWrite } from '../written-places.ts';

/**
 * A static region's unit address is the base of its `reg`.
 *
 * Kernel: takes `reg`, and from 6.12 on looks regions up by their name (spec 01 §7, 09 row 27). A board that moves a region of
 * its SoC cannot rename the node, so an override through a label is only remarked.
 */
export const unitAddressMismatch: Rule = defineRule({
  id: 'unit-address-mismatch',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: "A static region's unit address must be the base of its reg.",
  messages: {
    differs: {
      text: 'The unit address of {path} is {unit}, but its reg begins at {base}, size {size}.',
      note: 'Linux uses {base}; dtc compares the two on buses only.',
      help: 'If reg is right, name the node {wanted}; else correct reg.',
    },
    overridden: {
      text: '{path} was moved to {base}, size {size}, by an override and keeps its old name.',
      note: 'Linux uses {base}.',
    },
    missing: {
      text: '{path} has no unit address, but reg at {base}, size {size}.',
      note: 'Linux uses reg; dtc warns with -Wunit_address_vs_reg only.',
      help: 'Name the node {wanted}.',
    },
  },
  evidence: [9, 61],

  check({ board, report }) {
    for (const region of board.model.regions) {
      const reg = region.node.property('reg');
      const [first] = region.reg;
      if (reg === undefined || first === undefined || isMalformed(region, 'reg')) continue;

      const unit = region.node.unitAddress;
      if (unit !== undefined && mayMean(unit, first.base)) continue;

      const place = entryPlace(reg, board.model.rootCells, 0);
      const definition = region.node.place;
      const moved = unit !== undefined && isOverride(region, reg);
      const wanted = `${region.node.baseName}@${first.base.toString(16)}`;
      report({
        message: unit === undefined ? 'missing' : moved ? 'overridden' : 'differs',
        severity: moved ? 'info' : 'warning',
        data: {
          path: region.path,
          unit: unit === undefined ? '' : `0x${unit}`,
          base: hex(first.base),
          size: hexBytes(first.size),
          wanted,
        },
        node: region.node,
        // Linux takes no notice of the name: the tree means the same under the right one.
        fix: moved ? undefined : fixOf(`Name the node ${wanted}`, renameEdits(region.node, wanted), true),
        place: unit === undefined ? definition : place,
        related:
          unit === undefined
            ? [{ message: 'its reg', place }]
            : [
                {
                  message: 'it gets its name here',
                  place: namingWrite(region, reg)?.place ?? definition,
                },
              ],
      });
    }
  },
});

/** Zero-padded forms and comma forms (`1,200000`: a part a cell) are the same address; what is no number is not judged. */
function mayMean(unit: string, base: bigint): boolean {
  if (unit === base.toString(16)) return true;
  const parts = unit.replace(/^0x/i, '').split(',');
  if (!parts.every((part) => /^[0-9a-f]{1,16}$/i.test(part))) return true;

  return parts.reduce((sum, part) => (sum << 32n) | BigInt(`0x${part}`), 0n) === base;
}

/** The node's last write of the statement that wrote `reg`. */
function namingWrite({ node }: Region, reg: Property): Write | undefined {
  const statement = lastWrite(reg)?.statement;
  return node.writes.findLast((write) => write.kind !== 'deleted' && write.statement === statement);
}

/** Whether `reg` was last written through a reference (`&label { }`), where the node's name cannot be changed. */
function isOverride(region: Region, reg: Property): boolean {
  const place = namingWrite(region, reg)?.place;
  return place !== undefined && place.file.text[place.start] === '&';
}
