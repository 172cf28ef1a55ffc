import { hexBytes } from '../../memory/quantity.ts';
import { overlapBytes } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import type { EfiRange } from '../efi-map.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * Where UEFI boots the board, its memory map says the same as the regions: memory of a `no-map` region is reserved there, that of
 * another reserved or the boot services' data. Else the firmware, or a loader, uses it before Linux comes.
 *
 * Devicetree specification §3.5.4; EBBR.
 */
export const efiMapConflict: Rule = defineRule({
  id: 'efi-map-conflict',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'efi-map'],
  about: 'regions',
  summary: "The firmware's memory map must reserve what static regions keep.",
  messages: {
    conflict: {
      text: '{bytes} of {path} ({range}) are {type} in the UEFI memory map ({entry}).',
      note: '{consequence}',
      help: 'Let the firmware list the range as {wanted}, or move the region.',
    },
  },
  evidence: [11, 27],

  check({ board, report }) {
    for (const range of board.ranges) {
      const { noMap, path, node } = range.region;
      const meets = conflicts(board, range);
      const [first] = meets;
      if (first === undefined) continue;

      const bytes = meets.reduce((sum, entry) => sum + overlapBytes(entry, range), 0n);
      report({
        message: 'conflict',
        data: {
          path,
          range: rangeText(range),
          bytes: hexBytes(bytes),
          type: [...new Set(meets.map(({ type }) => type))].join(' and '),
          entry: rangeText(first),
          consequence: consequence(first),
          wanted: noMap ? 'EfiReservedMemoryType' : 'EfiBootServicesData or EfiReservedMemoryType',
        },
        node,
        place: range.place,
        related: historyOfRange(range),
      });
    }
  },
});

/** What is in no entry is no memory to UEFI, and safe from it. */
function conflicts({ efiMap = [] }: BoardFacts, range: RegionRange): readonly EfiRange[] {
  const allowed = range.region.noMap ? forNoMap : forMapped;
  return efiMap.filter((entry) => !allowed.has(entry.type) && overlapBytes(entry, range) > 0n);
}

const forNoMap: ReadonlySet<string> = new Set(['Reserved', 'Unusable', 'Mmio', 'MmioPort', 'PalCode']);
const forMapped: ReadonlySet<string> = new Set([...forNoMap, 'BootServicesData']);

function consequence({ type }: EfiRange): string {
  if (type.startsWith('RuntimeServices'))
    return 'The firmware goes on to use the memory while Linux runs; Linux prints nothing of it.';
  return 'The firmware or a loader may put its own data, the kernel or the initrd there; Linux prints nothing of it.';
}
