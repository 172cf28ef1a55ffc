import type { Node } from '../../devicetree/tree.ts';
import { noSlotLine } from '../../kernel/cma-areas.ts';
import { noHookTakes, reservedPrefix } from '../../kernel/reserved/messages.ts';
import type { Region } from '../../memory/model.ts';
import type { BoardFacts } from '../board-facts.ts';
import { placementLine } from '../boot-fate.ts';
import { isCmaPool } from '../pools.ts';
import { isRefusedCmaPool } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * The kernel has so many CMA areas: CONFIG_CMA_AREAS, and one more up to 6.1. The default area takes one of them, where no region
 * is `linux,cma-default`.
 *
 * Kernel: cma_init_reserved_mem(), MAX_CMA_AREAS (spec 06 §1).
 */
export const cmaAreaCount: Rule = defineRule({
  id: 'cma-area-count',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'profile', 'memory-map'],
  about: 'regions',
  summary: 'There must not be more CMA pools than the kernel has areas.',
  messages: {
    pool: {
      text: '{path} finds none of the {slots} CMA areas of Linux {version} free: {pools} pools ask for one.',
      help: 'Join pools, or build the kernel with CONFIG_CMA_AREAS={needed}.',
    },
    default: {
      text: 'The {pools} CMA pools leave none of the {slots} areas of Linux {version} to the default area; {path} takes the last.',
      help: 'Make one of the pools the default with linux,cma-default, or build the kernel with CONFIG_CMA_AREAS={needed}.',
    },
  },
  evidence: [],

  check({ board, report }) {
    const { profile } = board;
    // What is refused for its alignment asks for no area.
    const pools = board.regions.filter((region) => isCmaPool(region) && !isRefusedCmaPool(board, region));
    if (profile === undefined) return;
    const extra = profile.behaviours.extraCmaArea ? 1 : 0;
    const slots = profile.config.cmaAreas + extra;
    if (pools.length < slots || !hasSlotLine(board)) return;

    // One that finds no memory asks for no area either.
    const refused = pools.filter(
      (pool) => !hasArea(board, pool.node) && placementLine(board, pool) === undefined,
    );
    const withDefault = pools.length + (pools.some(({ cmaDefault }) => cmaDefault) ? 0 : 1);
    const common = { slots, version: profile.version, pools: pools.length, needed: withDefault - extra };
    for (const region of refused) {
      report({
        message: 'pool',
        data: { ...common, path: region.path },
        node: region.node,
        place: region.node.place,
        note: linesOf(board, region),
      });
    }

    const last = pools.at(-1);
    if (refused.length > 0 || last === undefined) return;
    report({
      message: 'default',
      data: { ...common, path: last.path },
      node: last.node,
      place: last.node.place,
      note: noSlotLine,
    });
  },
});

function hasSlotLine({ booted }: BoardFacts): boolean {
  return booted?.log.some(({ text }) => text === noSlotLine) === true;
}

function hasArea({ booted }: BoardFacts, node: Node): boolean {
  return booted?.cma.some(({ region }) => region === node) === true;
}

/** From the line about the slots to what is said of the region after it. */
function linesOf({ booted }: BoardFacts, { name }: Region): string {
  const texts = booted?.log.map(({ text }) => text) ?? [];
  const end = texts.indexOf(reservedPrefix + noHookTakes(name));
  const start = end === -1 ? -1 : texts.lastIndexOf(noSlotLine, end);
  return start === -1 ? noSlotLine : texts.slice(start, end + 1).join('\n');
}
