import type { Region } from '../memory/model.ts';

const poolCompatibles: ReadonlySet<string> = new Set(['shared-dma-pool', 'restricted-dma-pool']);

/** Whether devices allocate from the region. Compatibles are compared without case, as the early scan does (spec 01 §3). */
export function isPool({ compatible }: Region): boolean {
  return compatible.some((name) => poolCompatibles.has(name.toLowerCase()));
}

export function isSharedPool({ compatible }: Region): boolean {
  return compatible.some((name) => name.toLowerCase() === 'shared-dma-pool');
}

export function isRestrictedPool({ compatible }: Region): boolean {
  return compatible.some((name) => name.toLowerCase() === 'restricted-dma-pool');
}

/** Whether rmem_cma_setup() takes the region: `reusable`, and not `no-map`. */
export function isCmaPool(region: Region): boolean {
  return region.reusable && !region.noMap && isSharedPool(region);
}
