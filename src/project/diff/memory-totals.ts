import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { MemoryLayout, Reservation, Stretch } from '../../memory/layout.ts';
import type { MemoryModel } from '../../memory/model.ts';

/** Bytes of RAM by what becomes of them; they add up to `ram`. */
export interface MemoryTotals {
  readonly ram: bigint;
  readonly noMap: bigint;
  /** Reusable regions and, where the board boots, the default area: the kernel's own, and lent to it. */
  readonly cma: bigint;
  /** Kept from the kernel, and mapped: regions without a flag, `/memreserve/`. */
  readonly mapped: bigint;
  readonly free: bigint;
}

/**
 * Sums a board's memory up. Dynamic regions count with their size, and where the board boots as they were placed; of two that
 * share bytes the first has them. Undefined where the RAM is not known.
 */
export function memoryTotals(
  model: MemoryModel,
  layout: MemoryLayout,
  kernel: BootedKernel | undefined,
): MemoryTotals | undefined {
  if (!layout.memoryKnown) return undefined;
  const bytes = { noMap: 0n, cma: 0n, mapped: 0n };
  for (const stretch of layout.stretches) {
    const kind = kindOf(stretch);
    if (kind !== undefined && stretch.bank !== undefined) bytes[kind] += stretch.size;
  }
  const bootedOf = new Map(kernel?.regions.map((booted) => [booted.node, booted]));
  for (const region of model.regions) {
    if (region.kind !== 'dynamic' || !region.available) continue;
    const booted = bootedOf.get(region.node);
    const size = booted === undefined ? region.size : booted.base === undefined ? 0n : booted.size;
    bytes[region.noMap ? 'noMap' : region.reusable ? 'cma' : 'mapped'] += size ?? 0n;
  }
  // An area of a region is there already.
  const ofRegions = new Set(kernel?.regions.map(({ base }) => base));
  for (const { base, size } of kernel?.cma ?? []) if (!ofRegions.has(base)) bytes.cma += size;
  const free = layout.ramBytes - bytes.noMap - bytes.cma - bytes.mapped;
  return { ram: layout.ramBytes, ...bytes, free: free < 0n ? 0n : free };
}

function kindOf({ owners: [owner] }: Stretch): 'noMap' | 'cma' | 'mapped' | undefined {
  return owner === undefined ? undefined : kindOfReservation(owner);
}

function kindOfReservation(reservation: Reservation): 'noMap' | 'cma' | 'mapped' {
  if (reservation.kind === 'memreserve') return 'mapped';
  if (reservation.region.noMap) return 'noMap';
  return reservation.region.reusable ? 'cma' : 'mapped';
}
