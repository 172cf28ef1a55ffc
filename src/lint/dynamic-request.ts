import type { AddressRange, Region } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';
import { highestPlace, possiblyFreeMemory, within } from './free-memory.ts';
import { isMalformed } from './is-malformed.ts';
import { isCmaPool } from './pools.ts';
import { placeSource } from './region-fate.ts';

/** What a region asks Linux to place. */
export interface DynamicRequest {
  readonly size: bigint;
  readonly align: bigint;
  /** None: anywhere. */
  readonly windows: readonly AddressRange[];
}

/** What a region that Linux places asks for; undefined for another, and for one whose properties cannot be read. */
export function dynamicRequest(board: BoardFacts, region: Region): DynamicRequest | undefined {
  const { size, alignment = 0n, allocRanges } = region;
  if (placeSource(board, region) !== 'size' || size === undefined || size === 0n) return undefined;
  if (['size', 'alignment', 'alloc-ranges'].some((name) => isMalformed(region, name))) return undefined;

  const unit = isCmaPool(region) ? (board.cmaUnit ?? 1n) : 1n;
  const align = alignment > unit ? alignment : unit;
  // A pair of zeros stands for no limit (spec 08 D8).
  const isOpen = allocRanges.some((range) => range.base === 0n && range.size === 0n);
  return { size, align, windows: isOpen ? [] : allocRanges };
}

/** Whether none of the windows has room beside what lies fixed, whatever Linux itself takes. */
export function isUnsatisfiable(board: BoardFacts, { size, align, windows }: DynamicRequest): boolean {
  if (windows.length === 0) return false;
  const free = possiblyFreeMemory(board);
  return windows.every((window) => highestPlace(within(free, window), size, align) === undefined);
}
