import type { Node } from '../../devicetree/tree.ts';
import { isReachable } from '../../memory/status.ts';
import type { BoardFacts } from '../board-facts.ts';
import { isBoardFile } from '../board-file.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A board with OP-TEE keeps its memory from Linux: by a region, a `/memreserve/` entry, or banks that leave it out.
 *
 * The rule speaks where none of them exists at all.
 */
export const opteeWithoutReservation: Rule = defineRule({
  id: 'optee-without-reservation',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  summary: "A board with OP-TEE must reserve OP-TEE's memory.",
  messages: {
    nothing: {
      text: '{device} says that OP-TEE runs here, and nothing reserves its memory: all {ram} of RAM are for Linux.',
      note: 'Linux prints nothing, and overwrites OP-TEE, or reads it and gets an abort.',
      help: "Reserve OP-TEE's memory with a no-map region.",
    },
  },
  evidence: [40, 89],

  check({ board, report }) {
    if (board.model.tree.plugin || hasReservation(board)) return;
    const device = opteeOf(board);
    if (device === undefined) return;

    report({
      message: 'nothing',
      data: { device: device.path, ram: ramText(board) },
      node: device,
      place: device.place,
      related: board.model.banks
        .slice(0, 4)
        .map(({ place }) => ({ message: 'this memory is all for Linux', place })),
    });
  },
});

function opteeOf({ model }: BoardFacts): Node | undefined {
  const device = model.tree.nodeByPath('/firmware/optee');
  const isOptee = device?.property('compatible')?.asStrings()?.includes('linaro,optee-tz') === true;
  if (!isOptee || device === undefined || !isReachable(device)) return undefined;

  // A chip's file says it of all boards, and leaves the reservation to the firmware, which changes the tree.
  return isBoardFile(device.place) ? device : undefined;
}

/** Any at all: which of them is OP-TEE's the tree need not say. Mapped pools are for devices. */
function hasReservation({ regions, model, ram }: BoardFacts): boolean {
  // Banks with a hole, or with an odd end, were cut for what lies beside them.
  const isCut = ram.length > 1 || ram.some(({ base, size }) => ((base + size) & 0x3ffffffn) !== 0n);
  const keeps = regions.some(
    ({ kind, noMap, compatible }) => kind === 'static' && (noMap || compatible.length === 0),
  );
  return keeps || isCut || model.memreserves.length > 0;
}

function ramText({ ram }: BoardFacts): string {
  const bytes = ram.reduce((sum, { size }) => sum + size, 0n);
  return `${bytes >> 20n} MiB`;
}
