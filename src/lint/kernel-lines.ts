import { formatPhysical, wholeMebibytes } from '../kernel/log.ts';
import type { AddressRange } from '../memory/model.ts';
import { endOf } from '../memory/ranges.ts';
import type { BoardFacts, RegionRange } from './board-facts.ts';

/** What comes before the early scan's messages: of_reserved_mem.c's from 6.12 on, fdt.c's before. */
function scanPrefix(board: BoardFacts): string {
  return board.profile?.behaviours.scanPrefix ?? 'OF: reserved mem: ';
}

/** `unsupported node format`: __reserved_mem_check_root(). */
export function unsupportedFormatLine(board: BoardFacts): string {
  return `${scanPrefix(board)}Reserved memory: unsupported node format, ignoring`;
}

/** `invalid reg property`: __reserved_mem_reserve_reg(). */
export function invalidRegLine(board: BoardFacts, name: string): string {
  return `${scanPrefix(board)}Reserved memory: invalid reg property in '${name}', skipping node.`;
}

/** `failed to reserve memory`: __reserved_mem_reserve_reg(). */
export function failedReserveLine(board: BoardFacts, name: string, range: AddressRange): string {
  const base = formatPhysical(range.base, board.addressBits);
  return `${scanPrefix(board)}Reserved memory: failed to reserve memory for node '${name}': base ${base}, size ${wholeMebibytes(range.size)} MiB`;
}

/** `OVERLAP DETECTED!`: __rmem_check_for_overlap(). */
export function overlapLine(board: BoardFacts, low: RegionRange, high: RegionRange): string {
  const span = (range: AddressRange): string =>
    `(${formatPhysical(range.base, board.addressBits)}--${formatPhysical(endOf(range), board.addressBits)})`;
  return `OF: reserved mem: OVERLAP DETECTED!\n${low.region.name} ${span(low)} overlaps with ${high.region.name} ${span(high)}`;
}
