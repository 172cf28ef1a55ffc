import type { AddressRange } from '../../memory/model.ts';
import { formatPhysical, wholeMebibytes } from '../log.ts';

/** What stands before every message of of_reserved_mem.c. The early scan's have a prefix of their own (`scanPrefix`). */
export const reservedPrefix = 'OF: reserved mem: ';

/** __reserved_mem_check_root(): an early scan's message. */
export const unsupportedFormat = 'Reserved memory: unsupported node format, ignoring';

/** __reserved_mem_reserve_reg(): an early scan's message, and the late pass's. */
export function invalidReg(name: string): string {
  return `Reserved memory: invalid reg property in '${name}', skipping node.`;
}

/** __reserved_mem_reserve_reg(): an early scan's message. */
export function failedToReserve(name: string, range: AddressRange, addressBits: 32 | 64): string {
  const base = formatPhysical(range.base, addressBits);
  return `Reserved memory: failed to reserve memory for node '${name}': base ${base}, size ${wholeMebibytes(range.size)} MiB`;
}

/** __reserved_mem_alloc_size(). */
export function invalidDynamic(property: 'size' | 'alignment' | 'alloc-ranges', name: string): string {
  return property === 'alloc-ranges'
    ? `invalid alloc-ranges property in '${name}', skipping node.`
    : `invalid ${property} property in '${name}' node.`;
}

/** fdt_init_reserved_mem_node(): what follows when a hook refuses a region. */
export function noHookTakes(name: string): string {
  return `node ${name} compatible matching fail`;
}

/** fdt_scan_reserved_mem(), from 6.12 on: of a region that the table has no place for. */
export function tooManyDynamic(name: string): string {
  return `too many defined dynamic regions, skip '${name}'`;
}

/** A region as the overlap check shows it. */
export interface NamedRange extends AddressRange {
  readonly name: string;
}

/** __rmem_check_for_overlap(): one message of two lines, with exclusive ends. */
export function overlapDetected(low: NamedRange, high: NamedRange, addressBits: 32 | 64): string {
  const shown = ({ name, base, size }: NamedRange): string =>
    `${name} (${formatPhysical(base, addressBits)}--${formatPhysical(base + size, addressBits)})`;
  return `OVERLAP DETECTED!\n${shown(low)} overlaps with ${shown(high)}`;
}

/** What is said of a static region with several entries: 7.2's early scan, and the late pass of those that reserve them all. */
export function extraEntries(name: string, count: number, isScan: boolean): string {
  return isScan
    ? `Reserved memory: node '${name}' has ${count} <base size> entries, only the first is used`
    : `fdt_scan_reserved_mem_reg_nodes() ignores ${count - 1} regions in node '${name}'`;
}
