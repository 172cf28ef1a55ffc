import { misalignedPool } from '../../kernel/hooks/cma.ts';
import { roundDown, roundUp } from '../../kernel/memblock.ts';
import type { AddressRange, Region } from '../../memory/model.ts';
import { formatBytes, hex, hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts, RegionRange } from '../board-facts.ts';
import { smallerUnitOf } from '../cma-unit.ts';
import type { Fix, Severity } from '../finding.ts';
import { cellEdits, fixOf, renameEdits } from '../fixes.ts';
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
  about: 'regions',
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
  evidence: [48, 49, 50, 51],

  check({ board, report }) {
    const unit = board.cmaUnit;
    if (unit === undefined || board.profile?.config.dmaCma === false) return;
    if (!board.regions.some(isCmaPool)) return;
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
        fix: fixOf(
          `Write the size ${hexBytes(roundUp(region.size, unit))}`,
          cellEdits(size, 0, roundUp(region.size, unit), board.model.rootCells.size),
          true,
        ),
      });
    }

    for (const range of board.ranges) {
      const { region, base, size } = range;
      const baseFits = base % unit === 0n;
      const sizeFits = size % unit === 0n;
      if (!isCmaPool(region) || range.entry !== 0 || (baseFits && sizeFits)) continue;
      const best = aligned(board, range, unit);

      report({
        message: baseFits ? 'size' : sizeFits ? 'base' : 'both',
        severity: severity(board, base | size),
        data: { ...common, path: region.path, base: hex(base), size: hexBytes(size) },
        node: region.node,
        place: baseFits ? range.written.sizePlace : range.place,
        related: historyOfRange(range),
        note: refusal(board, region),
        help: `Base ${hex(best.base)} with size ${hexBytes(best.size)} fits.`,
        fix: best.isFree ? fixFor(board, range, best) : undefined,
      });
    }
  },
});

/** A kernel for this family of chips alone may take the pool, and no .config tells which it is. `numbers` are base and size, or both by their bits. */
function severity({ profile }: BoardFacts, numbers: bigint): Severity {
  const smaller = profile === undefined ? undefined : smallerUnitOf(profile);
  return smaller !== undefined && numbers % smaller === 0n ? 'info' : 'error';
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
function aligned(
  board: BoardFacts,
  range: RegionRange,
  unit: bigint,
): AddressRange & { readonly isFree: boolean } {
  const around = { base: roundDown(range.base, unit), end: roundUp(endOf(range), unit) };
  const within = { base: roundUp(range.base, unit), end: roundDown(endOf(range), unit) };
  const isFree =
    board.ramBytes({ base: around.base, size: around.end - around.base }) === around.end - around.base &&
    !board.ranges.some(
      (other) => other.region !== range.region && other.base < around.end && endOf(other) > around.base,
    );

  const best = isFree || board.ram.length === 0 || within.end <= within.base ? around : within;
  return { base: best.base, size: best.end - best.base, isFree };
}

/** The cells that change, and the unit address, if it was the old base. */
function fixFor({ model }: BoardFacts, range: RegionRange, best: AddressRange): Fix | undefined {
  const { region, base, size } = range;
  const { address, size: sizeCells } = model.rootCells;
  const reg = region.node.property('reg');
  if (reg === undefined) return undefined;

  const moves = best.base !== base;
  const named = moves && region.node.unitAddress === base.toString(16);
  const name = `${region.node.baseName}@${best.base.toString(16)}`;
  const edits = [
    ...(named ? renameEdits(region.node, name) : []),
    ...(moves ? cellEdits(reg, 0, best.base, address) : []),
    ...(best.size === size ? [] : cellEdits(reg, address, best.size, sizeCells)),
  ];
  return fixOf(`Write base ${hex(best.base)} and size ${hexBytes(best.size)}`, edits, true);
}
