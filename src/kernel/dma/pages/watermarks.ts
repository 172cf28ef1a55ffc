import type { ZoneName } from './zone-pages.ts';

/** min_free_kbytes for low memory of this many KiB (calculate_min_free_kbytes()). What huge pages add to it is not counted. */
export function minimumFreeKib(lowKib: number): number {
  return Math.min(262144, Math.max(128, Math.floor(Math.sqrt(lowKib * 16))));
}

/** A zone's WMARK_MIN in pages (__setup_per_zone_wmarks()): its share of `minimumPages`; of highmem little. */
export function zoneMinimum(
  name: ZoneName,
  managedPages: number,
  lowPages: number,
  minimumPages: number,
): number {
  if (name === 'HighMem') return Math.min(128, Math.max(32, Math.floor(managedPages / 1024)));
  return lowPages === 0 ? 0 : Math.floor((minimumPages * managedPages) / lowPages);
}

/** sysctl_lowmem_reserve_ratio; 0: nothing is kept. */
const reserveRatio: Readonly<Record<ZoneName, number>> = { DMA: 256, DMA32: 256, Normal: 32, HighMem: 0 };

/**
 * Pages of `zone` that a request which could have gone to the zone `preferred` may not have (lowmem_reserve): a part of all memory
 * in the zones between.
 */
export function reservePages(
  zones: readonly { readonly name: ZoneName; readonly managedPages: number }[],
  zone: { readonly name: ZoneName; readonly managedPages: number },
  preferred: { readonly name: ZoneName },
): number {
  const ratio = reserveRatio[zone.name];
  if (ratio === 0 || zone.managedPages === 0) return 0;
  let isBetween = false;
  let pages = 0;
  // Ascending, as zones are.
  for (const { name, managedPages } of zones) {
    if (isBetween) pages += managedPages;
    if (name === zone.name) isBetween = true;
    if (name === preferred.name) break;
  }
  return Math.floor(pages / ratio);
}
