import { misalignedPool } from '../../kernel/hooks/cma.ts';
import { roundDown, roundUp } from '../../kernel/memblock.ts';
import type { Region } from '../../memory/model.ts';
import { formatBytes, hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { smallerUnitOf } from '../cma-unit.ts';
import type { Severity } from '../finding.ts';
import { isMalformed } from '../is-malformed.ts';
import { refusalLines } from '../kernel-lines.ts';
import { isCmaPool } from '../pools.ts';
import { isBypassed, placeSource, reachesHook } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';
import { historyOfRange } from '../written-places.ts';

/**
 * Base and size of a CMA pool are multiples of the CMA unit. Linux aligns the base of a dynamic pool by itself, never its size.
 *
 * Kernel: rmem_cma_setup() against CMA_MIN_ALIGNMENT_BYTES, a page block (spec 01 §5.2, §7.1).
 */
export const cmaAlignment: Rule = defineRule({
  id: 'cma-alignment',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells'],
  summary: 'Base and size of a CMA pool must be multiples of the CMA unit.',
  messages: {
    base: {
      text: 'Base {base} of the CMA pool {path}, size {size}, is not a multiple of {unit}, the unit of {kernel}.',
    },
    size: {
      text: 'Size {size} of the CMA pool {path} is not a multiple of {unit}, the unit of {kernel}.',
    },
    both: {
      text: 'Base {base} and size {size} of the CMA pool {path} are not multiples of {unit}, the unit of {kernel}.',
    },
  },
  evidence: [48, 49, 50, 51, 64],

  check({ board, report }) {
    const unit = board.cmaUnit;
    if (unit === undefined || board.profile?.config.dmaCma === false) return;
    const common = { unit: hexBytes(unit), kernel: kernelName(board) };

    for (const region of board.regions) {
      const size = region.node.property('size');
      if (!isCmaPool(region) || placeSource(board, region) !== 'size' || isMalformed(region, 'size'))
        continue;
      if (size === undefined || region.size === undefined || region.size % unit === 0n) continue;

      report({
        message: 'size',
        severity: severity(board, region.size),
        data: { ...common, path: region.path, size: hexBytes(region.size) },
        node: region.node,
        place: size.placeOfByte(0),
        note: refusal(board, region),
        help: `Round the size up to ${hexBytes(roundUp(region.size, unit))}.`,
      });
    }

    for (const range of board.ranges) {
      const { region, base, size } = range;
      const baseFits = base % unit === 0n;
      const sizeFits = size % unit === 0n;
      if (!isCmaPool(region) || range.entry !== 0 || (baseFits && sizeFits)) continue;

      report({
        message: baseFits ? 'size' : sizeFits ? 'base' : 'both',
        severity: severity(board, base | size),
        data: { ...common, path: region.path, base: hex(base), size: hexBytes(size) },
        node: region.node,
        place: baseFits ? range.written.sizePlace : range.place,
        related: historyOfRange(range),
        note: refusal(board, region),
        help: aligned(board, range, unit),
      });
    }
  },
});

/** A kernel for this family of chips alone may take the pool. `numbers` are base and size, or both by their bits. */
function severity({ profile }: BoardFacts, numbers: bigint): Severity {
  const smaller = profile === undefined ? undefined : smallerUnitOf(profile);
  return smaller !== undefined && numbers % smaller === 0n ? 'warning' : 'error';
}

function kernelName({ profile, arch }: BoardFacts): string {
  return profile === undefined
    ? `${arch ?? 'this architecture'} kernels with 4 KiB pages`
    : `Linux ${profile.version} with ${formatBytes(profile.config.pageSize)} pages (${profile.kconfig ?? 'defconfig'})`;
}

function refusal(board: BoardFacts, region: Region): string | undefined {
  if (isBypassed(board, region) || !reachesHook(board, region)) return undefined;
  return refusalLines(board, region.name, misalignedPool);
}

/** The smallest aligned range around the pool, if nobody keeps any of it; else the largest within. */
function aligned(board: BoardFacts, range: RegionRange, unit: bigint): string {
  const around = { base: roundDown(range.base, unit), end: roundUp(endOf(range), unit) };
  const within = { base: roundUp(range.base, unit), end: roundDown(endOf(range), unit) };
  const isFree =
    board.ramBytes({ base: around.base, size: around.end - around.base }) === around.end - around.base &&
    !board.ranges.some(
      (other) => other.region !== range.region && other.base < around.end && endOf(other) > around.base,
    );

  const best = isFree || board.ram.length === 0 || within.end <= within.base ? around : within;
  return `Base ${hex(best.base)} with size ${hexBytes(best.end - best.base)} fits.`;
}
