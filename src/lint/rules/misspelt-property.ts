import { editDistance } from '../edit-distance.ts';
import { fixOf } from '../fixes.ts';
import { defineRule, type Rule } from '../rule.ts';

/** Properties of a region that decide what Linux does with it. */
const meaningful: readonly string[] = [
  'reg',
  'size',
  'alignment',
  'alloc-ranges',
  'no-map',
  'reusable',
  'compatible',
  'status',
  'linux,cma-default',
  'linux,dma-default',
  'iommu-addresses',
];

/** These, and names near one of them that bindings have, are no mistake. */
const known: ReadonlySet<string> = new Set([
  ...meaningful,
  'mem-type',
  'no-dump',
  'ranges',
  'sizes',
  'reg-io',
]);

const consequences: Readonly<Record<string, string>> = {
  'no-map': 'The region stays mapped: speculative accesses of the CPU can reach it.',
  reusable: 'The region does not become a CMA pool.',
  'alloc-ranges': 'Linux places the region anywhere.',
  alignment: 'Linux aligns the region by its own rules.',
  status: 'The region is enabled.',
};

/**
 * A property that is a slip of the keyboard away from one that matters does not do what was meant. Linux takes no notice of
 * properties that it does not know.
 */
export const misspeltProperty: Rule = defineRule({
  id: 'misspelt-property',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  about: 'regions',
  summary: 'The properties of a region must be spelt as Linux reads them.',
  messages: {
    misspelt: {
      text: '{path} has the property {name}, which nothing reads: {meant} was meant.',
      note: '{consequence} Nothing is printed.',
      help: 'Write {meant}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const { node, path } of board.model.regions) {
      for (const property of node.properties.values()) {
        const meant = meantBy(property.name);
        if (meant === undefined || node.property(meant) !== undefined) continue;

        const consequence = consequences[meant] ?? 'Linux sees the region without it.';
        report({
          message: 'misspelt',
          data: { path, name: property.name, meant, consequence },
          node,
          place: property.place,
          fix: fixOf(`Write ${meant}`, [{ place: property.place, text: meant }], false),
        });
      }
    }
  },
});

/** Names that were compared before: the regions of all boards have the same few. */
const comparedBefore = new Map<string, string | undefined>();
/** A hostile tree may have any number of them. */
const mostCompared = 4096;

function meantBy(name: string): string | undefined {
  if (known.has(name)) return undefined;
  let meant = comparedBefore.get(name);
  if (meant !== undefined || comparedBefore.has(name)) return meant;

  meant = meaningful.find((candidate) => editDistance(name, candidate, slips(candidate)) <= slips(candidate));
  if (comparedBefore.size === mostCompared) comparedBefore.clear();
  comparedBefore.set(name, meant);
  return meant;
}

/** Two slips in a short word make another word. */
function slips(word: string): number {
  return word.length < 6 ? 1 : 2;
}
