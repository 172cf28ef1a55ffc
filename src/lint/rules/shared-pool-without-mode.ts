import { mappedPoolRefused } from '../../kernel/hooks/coherent.ts';
import type { Region } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import type { Severity } from '../finding.ts';
import { refusalLines } from '../kernel-lines.ts';
import { rangeText } from '../range-text.ts';
import { reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A `shared-dma-pool` in RAM is `no-map` (coherent) or `reusable` (CMA).
 *
 * Kernel: 32-bit ARM refuses another at boot (rmem_dma_setup()); elsewhere memremap() refuses RAM when a device is attached
 * (spec 04 §2).
 */
export const sharedPoolWithoutMode: Rule = defineRule({
  id: 'shared-pool-without-mode',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  about: 'regions',
  summary: 'A shared-dma-pool in RAM must be no-map or reusable.',
  messages: {
    inRam: {
      text: 'The pool {path} ({range}) is in RAM and neither no-map nor reusable: no device can use it.',
      help: '{remedy}',
    },
    unknown: {
      text: 'The pool {path} ({range}) is neither no-map nor reusable: if it is in RAM, no device can use it.',
      help: '{remedy}',
    },
    outside: {
      text: 'The pool {path} ({range}) is neither no-map nor reusable; it lies outside RAM.',
      help: 'Add no-map: every kernel takes that.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions) {
      const compatible = region.node.property('compatible');
      if (!isPlainPool(region) || region.noMap || region.reusable || compatible === undefined) continue;

      const where = whereabouts(board, region);
      report({
        message: where,
        severity: severities[where],
        data: { path: region.path, range: extent(region), remedy },
        node: region.node,
        place: compatible.place,
        related: region.users
          .filter(({ deviceAvailable }) => deviceAvailable)
          .slice(0, 4)
          .map(({ device, place }) => ({ message: `${device.path} is to use it`, place })),
        note: predicted(board, region, where),
      });
    }
  },
});

const remedy = 'Add no-map for a coherent pool, or reusable for a CMA pool.';

type Whereabouts = 'inRam' | 'unknown' | 'outside';

const severities: Readonly<Record<Whereabouts, Severity>> = {
  inRam: 'error',
  unknown: 'warning',
  outside: 'info',
};

/** Regions with a driver of their own have its compatible as well, and it decides how they are mapped. */
function isPlainPool({ compatible }: Region): boolean {
  return compatible.length === 1 && compatible[0]?.toLowerCase() === 'shared-dma-pool';
}

function whereabouts(board: BoardFacts, region: Region): Whereabouts {
  // Linux allocates a dynamic region from RAM.
  if (region.kind === 'dynamic') return 'inRam';

  const [range] = region.reg;
  if (range === undefined || !board.has('memory-map')) return 'unknown';
  return board.ramBytes(range) > 0n ? 'inRam' : 'outside';
}

function extent({ reg: [range], size }: Region): string {
  if (range !== undefined) return rangeText(range);
  return size === undefined ? 'without a size' : hexBytes(size);
}

function predicted(board: BoardFacts, region: Region, where: Whereabouts): string | undefined {
  if (!reachesHook(board, region)) return undefined;
  if (board.arch === 'arm') return refusalLines(board, region.name, mappedPoolRefused);

  return where === 'outside'
    ? 'Linux prints "created DMA memory pool", and devices can use it.'
    : 'Linux prints "created DMA memory pool"; where it is RAM, a device that names it fails with -EINVAL: memremap attempted on ram.';
}
