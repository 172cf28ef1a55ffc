import type { AddressRange, Region } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';
import { isMalformed } from './is-malformed.ts';
import { isCmaPool } from './pools.ts';

/**
 * Where Linux takes a region's place from: its `reg`, or what `size` asks for; undefined: the region gets none (spec 01
 * §4.2, §4.3). Which of them is read where `reg` is no good depends on the version.
 */
export function placeSource({ behaviours }: BoardFacts, region: Region): 'reg' | 'size' | undefined {
  const fallback = region.size === undefined && !isMalformed(region, 'size') ? undefined : 'size';
  const reg = region.node.property('reg');
  if (reg === undefined) return fallback;

  const [first] = region.reg;
  if (first === undefined || isMalformed(region, 'reg'))
    return behaviours.malformedReg === 'absent' ? fallback : undefined;
  if (first.size !== 0n) return 'reg';
  return behaviours.zeroSizeReg === 'recorded' ? fallback : undefined;
}

/** Whether Linux hands the region to the driver for its compatible: it has a place, and properties that can be read. */
export function reachesHook(board: BoardFacts, region: Region): boolean {
  const source = placeSource(board, region);
  if (source !== 'size') return source === 'reg';

  const dropsRanges = board.behaviours.malformedAllocRanges === 'drops-region';
  return (
    !isMalformed(region, 'size') &&
    !isMalformed(region, 'alignment') &&
    !(dropsRanges && isMalformed(region, 'alloc-ranges')) &&
    (region.size !== 0n || board.behaviours.staticSetup === 'late-pass')
  );
}

/** Whether `cma=` on the command line takes the place of this default pool, before anything else of it is looked at. */
export function isBypassed(board: BoardFacts, { cmaDefault }: Region): boolean {
  return cmaDefault && board.commandLine.cma !== undefined;
}

/** Whether rmem_cma_setup() refuses a CMA pool: bypassed, or not aligned as it must be. */
export function isRefusedCmaPool(board: BoardFacts, region: Region): boolean {
  if (!isCmaPool(region)) return false;
  const { cmaUnit: unit = 1n } = board;
  // The base of a pool that Linux places is aligned.
  const { base = 0n, size = 0n } =
    placeSource(board, region) === 'reg' ? (region.reg[0] ?? {}) : { size: region.size };
  return isBypassed(board, region) || base % unit !== 0n || size % unit !== 0n;
}

/** Whether Linux refuses a no-map range over memory that something else has reserved before it (spec 01 §4.4). */
export function isCheckedNoMap(board: BoardFacts, range: AddressRange): boolean {
  switch (board.behaviours.noMapOnReserved) {
    case 'allowed':
      return false;
    case 'busy':
      return true;
    case 'busy-in-memory':
      return board.ramBytes(range) > 0n;
  }
}
