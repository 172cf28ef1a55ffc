import { dmaAttr } from '../dma-attrs.ts';
import { dmaDirection } from '../streaming/direction.ts';
import type { DebugEntry } from './debug-entry.ts';

/** ACTIVE_CACHELINE_MAX_OVERLAP: what three tags of a radix tree count up to. */
const mostOverlaps = 7;

/** What entering a mapping's first cache line came to. */
export type LineOutcome =
  | { readonly kind: 'free' }
  /** It was active: `isExceeded` where this is one more than can be counted; `ignores` where both mappings ask not to be told of. */
  | { readonly kind: 'active'; readonly isExceeded: boolean; readonly ignores: boolean };

/**
 * The first cache line of each mapping that the device may write (dma_active_cacheline; kernel/dma/debug.c), with the number of
 * mappings beyond the first. The count sticks at its highest value, so that lines can become idle too early.
 */
export class ActiveCachelines {
  readonly #lineSize: bigint;
  readonly #active = new Map<bigint, { overlaps: number; readonly ignores: boolean }>();

  constructor(lineSize: number) {
    this.#lineSize = BigInt(lineSize);
  }

  /** to_cacheline_number(). */
  lineOf(phys: bigint): bigint {
    return phys / this.#lineSize;
  }

  /** active_cacheline_insert(). */
  insert({ phys, direction, attrs }: DebugEntry): LineOutcome {
    if (direction === dmaDirection.toDevice) return { kind: 'free' };
    const line = this.lineOf(phys);
    const ignores = (attrs & dmaAttr.debuggingIgnoreCachelines) !== 0;
    const active = this.#active.get(line);
    if (active === undefined) {
      this.#active.set(line, { overlaps: 0, ignores });
      return { kind: 'free' };
    }
    const isExceeded = active.overlaps === mostOverlaps;
    if (!isExceeded) active.overlaps++;
    return { kind: 'active', isExceeded, ignores: ignores && active.ignores };
  }

  /** active_cacheline_remove(). */
  remove({ phys, direction }: DebugEntry): void {
    if (direction === dmaDirection.toDevice) return;
    const line = this.lineOf(phys);
    const active = this.#active.get(line);
    if (active === undefined) return;
    if (active.overlaps === 0) this.#active.delete(line);
    else active.overlaps--;
  }
}
