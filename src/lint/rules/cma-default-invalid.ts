import { bypassedPool } from '../../kernel/hooks/cma.ts';
import type { Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { refusalLines } from '../kernel-lines.ts';
import { isCmaPool, isSharedPool } from '../pools.ts';
import { isBypassed, reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

const name = 'linux,cma-default';

/**
 * Only a CMA pool can be the default CMA area, only one can be, and `cma=` on the command line takes its place.
 *
 * Kernel: rmem_cma_setup() (spec 01 §7.1).
 */
export const cmaDefaultInvalid: Rule = defineRule({
  id: 'cma-default-invalid',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'linux,cma-default belongs on one reusable shared-dma-pool, without cma= on the command line.',
  messages: {
    noPool: {
      text: '{path} has linux,cma-default but {fault}: it does not become the default CMA area.',
      note: 'Linux makes a default area of its own instead, of the size that Kconfig says.',
      help: '{remedy}',
    },
    second: {
      text: '{path} has linux,cma-default, and so has {other}: one of them becomes the default CMA area.',
      note: 'The one that is set up last wins, which depends on the kernel version; nothing is printed.',
      help: 'Keep linux,cma-default on one of the two.',
    },
    commandLine: {
      text: '{path} has linux,cma-default, but the command line has cma=: the region is dropped.',
      help: 'Remove cma= from the command line, or linux,cma-default from the region.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const marked = board.regions.filter(({ cmaDefault }) => cmaDefault);
    for (const region of marked.filter((region) => !isCmaPool(region))) {
      report({
        message: 'noPool',
        data: { path: region.path, ...fault(region) },
        note: asksFirst(board) && isBypassed(board, region) ? bypassLine(board, region) : undefined,
        ...at(region),
      });
    }

    const [first, ...others] = marked.filter(isCmaPool);
    if (first === undefined) return;
    for (const region of others) {
      report({
        message: 'second',
        severity: 'warning',
        data: { path: region.path, other: first.path },
        related: [{ message: `${first.path} has it, too`, place: at(first).place }],
        ...at(region),
      });
    }
    if (board.commandLine.cma === undefined) return;
    for (const region of [first, ...others]) {
      report({
        message: 'commandLine',
        severity: 'warning',
        data: { path: region.path },
        note: bypassLines(board, region),
        ...at(region),
      });
    }
  },
});

function at({ node }: Region) {
  return { node, place: (node.property(name) ?? node).place };
}

function fault(region: Region): { readonly fault: string; readonly remedy: string } {
  if (!isSharedPool(region)) {
    return { fault: 'is no shared-dma-pool', remedy: 'Add compatible = "shared-dma-pool".' };
  }
  return region.noMap
    ? { fault: 'is no-map', remedy: 'Remove no-map, and add reusable if it is missing.' }
    : { fault: 'is not reusable', remedy: 'Add reusable.' };
}

/** Whether `cma=` is looked at before the kind of the pool is. */
function asksFirst({ behaviours }: BoardFacts): boolean {
  return behaviours.hookRefusal === 'error';
}

/** Nothing for a region that does not come so far. */
function bypassLine(board: BoardFacts, region: Region): string | undefined {
  const comesSoFar = isSharedPool(region) && reachesHook(board, region);
  return comesSoFar ? bypassedPool(region.name, board.behaviours) : undefined;
}

/** A kernel that asks hooks before it reserves says nothing after that; one whose hooks' answers do not count, neither. */
function bypassLines(board: BoardFacts, region: Region): string | undefined {
  const bypassed = bypassLine(board, region);
  const isFreed = board.behaviours.defaultBesideParameter === 'freed';
  return bypassed === undefined || !isFreed ? bypassed : refusalLines(board, region.name, bypassed);
}
