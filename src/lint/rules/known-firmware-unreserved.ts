import { formatBytes } from '../../memory/quantity.ts';
import { overlapBytes } from '../../memory/ranges.ts';
import { rangeCells } from '../cells-text.ts';
import { freeMemory, within } from '../free-memory.ts';
import { knownFirmware } from '../packs/known-firmware.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * Memory that a chip's firmware is known to keep is reserved.
 *
 * The table is `src/lint/packs/known-firmware.ts`, each entry with its source.
 */
export const knownFirmwareUnreserved: Rule = defineRule({
  id: 'known-firmware-unreserved',
  severity: 'warning',
  preset: 'pack',
  requires: ['cells', 'memory-map'],
  summary: "Memory that a chip's firmware is known to keep should be reserved.",
  messages: {
    free: {
      text: '{range} is {what} on {compatible}, and {bytes} of it are free for Linux.',
      note: 'Known from {source}.',
      help: 'Add a no-map region with reg = {cells}.',
    },
  },
  evidence: [22, 23, 26, 28],

  check({ board, report }) {
    const { model } = board;
    const { root } = model.tree;
    const compatibles = root.property('compatible')?.asStrings() ?? [];
    const known = knownFirmware.filter((one) => one.compatibles.some((name) => compatibles.includes(name)));
    if (known.length === 0 || model.tree.plugin) return;

    const free = freeMemory(board);
    for (const one of known) {
      const bytes = within(free, one).reduce((sum, { size }) => sum + size, 0n);
      if (bytes === 0n) continue;
      const bank = model.banks.find((candidate) => overlapBytes(candidate, one) > 0n);
      report({
        message: 'free',
        data: {
          range: rangeText(one),
          what: one.what,
          compatible: one.compatibles.find((name) => compatibles.includes(name)) ?? '',
          bytes: formatBytes(bytes),
          source: one.source,
          cells: rangeCells(one, model.rootCells),
        },
        node: bank?.node ?? root,
        place: bank?.place ?? root.place,
        related: (model.reservedMemory === undefined ? [] : [model.reservedMemory]).map(({ place }) => ({
          message: 'regions stand here',
          place,
        })),
      });
    }
  },
});
