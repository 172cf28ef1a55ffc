import type { BootedRegion } from '../kernel/booted-kernel.ts';
import { reservedPrefix } from '../kernel/reserved/messages.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';

/** What the emulated boot makes of a region; undefined where nothing can be booted. */
export function bootedRegion({ booted }: BoardFacts, { node }: Region): BootedRegion | undefined {
  return booted?.regions.find((region) => region.node === node);
}

/** Where a region lies: its `reg`, or where the emulated boot places it; undefined where it has no place, or nothing can be booted. */
export function placeOfRegion(board: BoardFacts, region: Region): AddressRange | undefined {
  if (region.kind === 'static') return region.reg[0];
  const { base, size } = bootedRegion(board, region) ?? {};
  return base === undefined || size === undefined ? undefined : { base, size };
}

/** What the emulated kernel prints of a region that it cannot place. */
export function placementLine(board: BoardFacts, region: Region): string | undefined {
  const reason = bootedRegion(board, region)?.reason;
  const line = reason === undefined ? undefined : reservedPrefix + reason;
  return board.booted?.log.find(({ text }) => text === line)?.text;
}
