import type { Region } from '../../memory/model.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/** Words that name the secure world's own memory. */
const secureWords: ReadonlySet<string> = new Set([
  'optee',
  'opteearmtz',
  'tfa',
  'atf',
  'bl31',
  'bl32',
  'tz',
  'tzapp',
  'tzapps',
  'trustzone',
  'secmon',
  'hyp',
  'hypervisor',
  'mmode',
]);

/** Words that name what both worlds read and write. */
const sharedWords: ReadonlySet<string> = new Set([
  'shm',
  'shmem',
  'shared',
  'resv',
  'log',
  'bridge',
  'heap',
  'stat',
]);

/**
 * Memory that the secure world keeps for itself is `no-map`.
 *
 * Linux maps other reserved RAM like all RAM, and the CPU may read ahead into it, which the memory's firewall answers with an
 * abort (spec 08 C13).
 */
export const secureRegionMapped: Rule = defineRule({
  id: 'secure-region-mapped',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: "The secure world's memory should be no-map.",
  messages: {
    mapped: {
      text: '{path} ({range}) is named like memory of the secure world ({word}), and is not no-map.',
      note: 'Linux prints nothing and maps it like other RAM: the CPU may read ahead into it, and the firewall answers with an abort.',
      help: 'Add no-map.',
    },
  },
  evidence: [41, 42],

  check({ board, report }) {
    for (const range of board.ranges) {
      const { region, entry } = range;
      if (entry !== 0 || region.noMap || region.reusable || region.compatible.length > 0) continue;
      const word = secureWord(region);
      if (word === undefined || board.ramBytes(range) === 0n) continue;

      report({
        message: 'mapped',
        data: { path: region.path, range: rangeText(range), word },
        node: region.node,
        place: region.node.place,
        related: [...removals(region), ...historyOfRange(range)],
      });
    }
  },
});

function secureWord({ node }: Region): string | undefined {
  const names = [node.baseName, ...node.labels.map(({ name }) => name)];
  const words = names.flatMap((name) => name.toLowerCase().split(/[^a-z0-9]+/));
  if (words.some((word) => sharedWords.has(word.replace(/\d+$/, '')))) return undefined;
  return words.find((word) => secureWords.has(word));
}

/** Where a later file took the flag away. */
function removals({ node }: Region) {
  return node.deleted
    .filter(({ name }) => name === 'no-map')
    .flatMap(({ writes }) => writes.slice(-1))
    .map(({ place }) => ({ message: 'no-map is deleted here', place }));
}
