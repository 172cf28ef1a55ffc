import type { Zone } from './page-allocator.ts';
import type { ZoneName } from './zone-pages.ts';

/** Why the page allocator has nothing. */
export interface PageShortage {
  /**
   * `order-too-large`: no zone ever gives that; `no-zone`: none of the zones has memory; `exhausted`: not enough is free beyond what
   * must stay; `fragmented`: it is, but not in one piece.
   */
  readonly cause: 'order-too-large' | 'no-zone' | 'exhausted' | 'fragmented';
  readonly order: number;
  /** MAX_PAGE_ORDER. */
  readonly maxOrder: number;
  /** Of all zones that were asked. */
  readonly freePages: number;
  /** -1: nothing is free. */
  readonly largestFreeOrder: number;
  /** In the order in which they were asked. */
  readonly zones: readonly ZoneShortage[];
}

export interface ZoneShortage {
  readonly name: ZoneName;
  readonly freePages: number;
  /** Pages of those that this request must leave free. */
  readonly keptPages: number;
  readonly largestFreeOrder: number;
}

/** The numbers of a request of 2^order pages that got none. */
export function pageShortage(
  order: number,
  maxOrder: number,
  asked: readonly { readonly zone: Zone; readonly keptPages: number }[],
): PageShortage {
  const zones = asked.map(({ zone: { name, buddy }, keptPages }) => ({
    name,
    freePages: buddy.freePages,
    keptPages,
    largestFreeOrder: buddy.largestFreeOrder,
  }));
  return {
    cause: causeOf(order, maxOrder, zones),
    order,
    maxOrder,
    freePages: zones.reduce((sum, { freePages }) => sum + freePages, 0),
    largestFreeOrder: Math.max(-1, ...zones.map(({ largestFreeOrder }) => largestFreeOrder)),
    zones,
  };
}

function causeOf(order: number, maxOrder: number, zones: readonly ZoneShortage[]): PageShortage['cause'] {
  if (order > maxOrder) return 'order-too-large';
  if (zones.length === 0) return 'no-zone';
  const isEnough = zones.some(({ freePages, keptPages }) => freePages - (2 ** order - 1) > keptPages);
  return isEnough ? 'fragmented' : 'exhausted';
}
