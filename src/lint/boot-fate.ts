import type { BootedRegion } from '../kernel/booted-kernel.ts';
import { reservedPrefix } from '../kernel/reserved/messages.ts';
import type { Region } from '../memory/model.ts';
import type { BoardFacts } from './board-facts.ts';

/** What the emulated boot makes of a region; undefined where nothing can be booted. */
export function bootedRegion({ booted }: BoardFacts, { node }: Region): BootedRegion | undefined {
  return booted?.regions.find((region) => region.node === node);
}

/** What the emulated kernel prints of a region that it cannot place. */
export function placementLine(board: BoardFacts, region: Region): string | undefined {
  const reason = bootedRegion(board, region)?.reason;
  const line = reason === undefined ? undefined : reservedPrefix + reason;
  return board.booted?.log.find(({ text }) => text === line)?.text;
}
