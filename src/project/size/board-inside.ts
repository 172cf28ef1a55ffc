import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { cmaUnit } from '../../kernel/cma-areas.ts';
import { roundUp } from '../../kernel/memblock.ts';
import { larger } from '../../kernel/unsigned.ts';
import type { AddressRange, Region } from '../../memory/model.ts';
import { containsRange, mergeRanges } from '../../memory/ranges.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { Board } from '../board.ts';
import type { BoardBoots } from '../rehearse/board-boots.ts';
import { freePlace } from './free-place.ts';
import { type RegionChange, resizeBoard } from './resize-board.ts';
import type { Candidate } from './trial-board.ts';

/**
 * The board with pools that can be sized: those that the tree's own RAM holds and a smaller variant's does not are moved to where they are
 * free in all, and CMA areas that Linux refuses for their alignment are aligned. What has no place stays where it is.
 *
 * @param boots of the candidate; they are added to
 */
export function boardInside(
  { board: asIs }: Candidate,
  settings: readonly WorkloadSetting[],
  boots: BoardBoots,
): Board {
  const kernels = settings.flatMap((setting) => {
    const booted = boots.boot(setting);
    return 'severity' in booted ? [] : [booted.kernel];
  });
  if (kernels.length === 0) return asIs;

  let board = asIs;
  const changes = new Map<string, RegionChange>();
  for (const region of asIs.model.regions) {
    if (!isPool(region)) continue;
    const change = changeFor(region, board, asIs, kernels);
    if (change === undefined) continue;
    changes.set(region.path, change);
    board = resizeBoard(asIs, changes);
  }
  return board;
}

function changeFor(
  region: Region,
  board: Board,
  asIs: Board,
  kernels: readonly BootedKernel[],
): RegionChange | undefined {
  const unit = kernels.map((kernel) => unitOf(region, kernel)).reduce(larger, 0n);
  if (region.kind === 'dynamic') {
    const { size = 0n } = region;
    return region.reusable && size % unit !== 0n ? { size: roundUp(size, unit) } : undefined;
  }
  const [range] = region.reg;
  if (range === undefined) return undefined;
  const isRefused = region.reusable && (range.base % unit !== 0n || range.size % unit !== 0n);
  if (!isRefused && staysInside(region, range, asIs, kernels)) return undefined;

  // With its size if there is room for that, else with the smallest that it may have.
  for (const size of [roundUp(range.size, unit), unit]) {
    const base = freePlace({ region, size, align: unit, withinZone: region.reusable }, board.model, kernels);
    if (base !== undefined) return { base, size };
  }
  return undefined;
}

function unitOf({ reusable }: Region, { profile }: BootedKernel): bigint {
  return reusable ? cmaUnit(profile) : BigInt(profile.config.pageSize);
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

function isPool({ kind, available, compatible, noMap, reusable, users }: Region): boolean {
  const isShared = available && compatible.includes('shared-dma-pool') && !(noMap && reusable);
  return kind !== 'placeholder' && isShared && users.length > 0;
}
