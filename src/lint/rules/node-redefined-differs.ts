import type { Node, Write } from '../../devicetree/tree.ts';
import type { Region } from '../../memory/model.ts';
import type { Place } from '../../source/place.ts';
import type { BoardFacts } from '../board-facts.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/** What changes the kind of a region when it goes missing. */
const flags = ['no-map', 'reusable', 'compatible'] as const;

const consequences: Readonly<Record<(typeof flags)[number], string>> = {
  'no-map': 'Linux maps the memory now: speculative accesses of the CPU can reach it. Nothing is printed.',
  reusable: 'Linux makes no CMA pool of it. Nothing is printed.',
  compatible: 'No driver takes the region for its own. Nothing is printed.',
};

/**
 * A region that is deleted and written anew under its old label is a new node: what is not written again is lost.
 *
 * dtc keeps nothing of a deleted node, and says nothing.
 */
export const nodeRedefinedDiffers: Rule = defineRule({
  id: 'node-redefined-differs',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A region that is deleted and written anew must keep its flags and compatible.',
  messages: {
    dropped: {
      text: '{path} ({range}) is written in place of {old}, which was deleted, and lacks its {names}.',
      note: '{consequence}',
      help: 'Write {names} again, or say in a comment above the node why not.',
    },
  },
  evidence: [34],

  check({ board, report }) {
    for (const region of board.regions) {
      for (const old of predecessors(board, region)) {
        const dropped = flags.filter((name) => wasDropped(old, region, name));
        const [first] = dropped;
        const [range] = region.reg;
        if (first === undefined) continue;
        const definition = lastDefinition(region.node);
        if (hasCommentAbove(definition)) continue;

        report({
          message: 'dropped',
          data: {
            path: region.path,
            range: range === undefined ? 'placed by Linux' : rangeText(range),
            old: old.path,
            names: dropped.join(' and '),
            consequence: consequences[first],
          },
          node: region.node,
          place: definition,
          related: relatedTo(old, first),
        });
      }
    }
  },
});

/** The deleted nodes that had one of the region's labels: perhaps the node itself, which came back. */
function predecessors({ model }: BoardFacts, { node }: Region): ReadonlySet<Node> {
  const labelled = node.labels.flatMap(({ name }) => model.tree.deletedLabels?.get(name) ?? []);
  return new Set(labelled.filter(({ parent }) => parent === model.reservedMemory));
}

function deletion({ writes }: Node): Write | undefined {
  return writes.findLast(({ kind }) => kind === 'deleted');
}

function lastDefinition({ writes, place }: Node): Place {
  return writes.findLast(({ kind }) => kind === 'defined')?.place ?? place;
}

/** Whether it went with the node; what was deleted by itself was meant to go. */
function wasDropped(old: Node, { node }: Region, name: string): boolean {
  const lost = old.deleted.find((one) => one.kind === 'property' && one.name === name);
  const end = deletion(old)?.place;
  const last = lost?.writes.at(-1)?.place;
  const before = lost?.writes.at(-2)?.kind;
  const withNode = end !== undefined && last?.file === end.file && last.start === end.start;
  return withNode && before !== 'deleted' && node.property(name) === undefined;
}

function relatedTo(old: Node, name: string) {
  const end = deletion(old);
  const written = old.deleted
    .find((one) => one.name === name)
    ?.writes.findLast(({ kind }) => kind !== 'deleted');
  return [
    ...(written === undefined ? [] : [{ message: `${name} of the old node`, place: written.place }]),
    ...(end === undefined ? [] : [{ message: 'the old node is deleted here', place: end.place }]),
  ];
}

/** On the line above the node, or on its own. */
function hasCommentAbove({ file, start }: Place): boolean {
  const line = file.text.lastIndexOf('\n', start - 1);
  const above = file.text.slice(file.text.lastIndexOf('\n', line - 1) + 1, line).trim();
  return /\*\/$|^\/\/|\/\*/.test(above) || /\/[*/]/.test(file.text.slice(line + 1, start));
}
