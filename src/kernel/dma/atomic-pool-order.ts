import type { Gfp } from './gfp.ts';

/** The pools for allocations that must not sleep, by the zone that they are of. What is not there is undefined. */
export interface PoolsByZone<T> {
  readonly kernel: T | undefined;
  readonly dma: T | undefined;
  readonly dma32: T | undefined;
}

/**
 * The pools in the order in which dma_guess_pool() names them (spec 05 §5). Where every kernel has a pool a zone, the zone of the
 * flags decides even if its pool is missing; where a zone without memory has none, the next one stands in.
 */
export function poolOrder<T>(
  { kernel, dma, dma32 }: PoolsByZone<T>,
  zone: Gfp['zone'],
  pools: 'by-zone' | 'by-populated-zone',
): readonly T[] {
  const first =
    pools === 'by-zone'
      ? firstByZone({ kernel, dma, dma32 }, zone)
      : firstThere({ kernel, dma, dma32 }, zone);
  if (first === undefined) return [];
  if (first === kernel) return [kernel, dma32, dma].filter((pool) => pool !== undefined);
  if (first === dma32 && dma !== undefined) return [dma32, dma];
  return [first];
}

function firstByZone<T>({ kernel, dma, dma32 }: PoolsByZone<T>, zone: Gfp['zone']): T | undefined {
  if (zone === 'dma32') return dma32;
  return zone === 'dma' && dma !== undefined ? dma : kernel;
}

function firstThere<T>({ kernel, dma, dma32 }: PoolsByZone<T>, zone: Gfp['zone']): T | undefined {
  if (zone === 'dma') return dma ?? dma32 ?? kernel;
  return zone === 'dma32' ? (dma32 ?? dma ?? kernel) : (kernel ?? dma32 ?? dma);
}
