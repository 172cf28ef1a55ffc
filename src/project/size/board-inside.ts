import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { cmaUnit } from '../../kernel/cma-areas.ts';
import { larger } from '../../kernel/unsigned.ts';
import type { AddressRange, Region } from '../../memory/model.ts';
import { containsRange, mergeRanges } from '../../memory/ranges.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { Board } from '../board.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';
import { freePlace } from './free-place.ts';
import { type RegionChange, resizeBoard } from './resize-board.ts';
import type { Candidate } from './trial-board.ts';

/**
 * The board with its pools inside the RAM of every setting: those that the tree's own RAM holds, and a smaller variant's does not, are moved to
 * where they are free in all, so that there is something to size. What has no place stays where it is.
 */
export function boardInside(candidate: Candidate, settings: readonly WorkloadSetting[]): Board {
  if (settings.every(({ ram }) => ram === undefined)) return candidate.board;
  const boots = new BoardBoots(candidate.board, candidate.boot);
  const kernels = settings.flatMap((setting) => {
    const booted = boots.boot(setting);
    return 'severity' in booted ? [] : [booted.kernel];
  });

  let { board } = candidate;
  const changes = new Map<string, RegionChange>();
  for (const region of candidate.board.model.regions) {
    const [range] = region.reg;
    if (!isPool(region) || range === undefined || staysInside(region, range, candidate.board, kernels))
      continue;
    const change = placeFor(region, range, board, kernels);
    if (change === undefined) continue;
    changes.set(region.path, change);
    board = resizeBoard(candidate.board, changes);
  }
  return board;
}

/** Whether a range lies in the RAM of all boots, or never was in RAM. */
export function staysInside(
  { path }: Region,
  range: AddressRange,
  { model }: Board,
  kernels: readonly BootedKernel[],
): boolean {
  const today = model.regions.find((region) => region.path === path)?.reg[0] ?? range;
  const isIn = (banks: readonly AddressRange[], what: AddressRange): boolean =>
    mergeRanges(banks).some((bank) => containsRange(bank, what));
  const wasInside = isIn(model.banks, today);
  return !wasInside || kernels.every(({ machine }) => isIn(machine.memory ?? model.banks, range));
}

/** With its size if there is room for that, else with the smallest that it may have. */
function placeFor(
  region: Region,
  { size }: AddressRange,
  { model }: Board,
  kernels: readonly BootedKernel[],
): RegionChange | undefined {
  const units = kernels.map(({ profile }) =>
    region.reusable ? cmaUnit(profile) : BigInt(profile.config.pageSize),
  );
  const align = units.reduce(larger, 0x1000n);
  for (const wanted of [size, align]) {
    const base = freePlace({ region, size: wanted, align, withinZone: region.reusable }, model, kernels);
    if (base !== undefined) return { base, size: wanted };
  }
  return undefined;
}

function isPool({ kind, available, compatible, users }: Region): boolean {
  return kind === 'static' && available && compatible.includes('shared-dma-pool') && users.length > 0;
}
