import type { Node, SilentMerge } from '../../devicetree/tree.ts';
import type { MemoryModel } from '../../memory/model.ts';
import type { Place } from '../../source/place.ts';
import type { Related } from '../finding.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Two nodes of one name in one block are one node: the second `reg` replaces the first, and the first region is gone.
 *
 * dtc refuses that only where the block is the parent's first definition; elsewhere it merges without a word.
 */
export const silentNodeMerge: Rule = defineRule({
  id: 'silent-node-merge',
  severity: 'error',
  preset: 'recommended',
  requires: [],
  summary: 'Two regions or memory nodes of one name must not stand in one block.',
  messages: {
    lost: {
      text: '{path} is written {count} times in one block and merges into one node: {lost} of the earlier one {is} lost.',
      note: 'dtc prints nothing; Linux sees one node, with the last values.',
      help: 'Give each node the unit address that its reg says.',
    },
    merged: {
      text: '{path} is written {count} times in one block and merges into one node.',
      note: 'dtc prints nothing.',
      help: 'Write the node once.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { model } = board;
    for (const merge of model.tree.silentMerges) {
      const place = merge.places.at(-1);
      if (place === undefined || !speaksOfMemory(model, merge.node)) continue;

      const lost = merge.lost.filter((one) => writtenText(one.lost) !== writtenText(one.kept));
      const names = [...new Set(lost.map(({ name }) => name))];
      report({
        message: names.length === 0 ? 'merged' : 'lost',
        severity: names.length === 0 ? 'warning' : 'error',
        data: {
          path: merge.node.path,
          count: merge.places.length,
          lost: names.join(', '),
          is: names.length === 1 ? 'is' : 'are',
        },
        node: merge.node,
        place,
        related: relatedOf(merge.places, lost),
      });
    }
  },
});

function speaksOfMemory(model: MemoryModel, node: Node): boolean {
  return (
    node === model.reservedMemory ||
    model.regionOf(node) !== undefined ||
    model.memoryNodes.some((memory) => memory.node === node)
  );
}

/** A property as written, up to its semicolon: the same text gives the same value. */
function writtenText({ file, start }: Place): string {
  const end = file.text.indexOf(';', start);
  return file.text.slice(start, end === -1 ? undefined : end).replace(/\s+/g, ' ');
}

function relatedOf(places: SilentMerge['places'], lost: SilentMerge['lost']): readonly Related[] {
  return [
    ...places.slice(0, -1).map((place) => ({ message: 'the earlier node of this name', place })),
    ...lost.flatMap((one) => [
      { message: `this ${one.name} is lost`, place: one.lost },
      { message: `this ${one.name} takes its place`, place: one.kept },
    ]),
  ];
}
