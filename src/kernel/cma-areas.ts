import type { Node } from '../devicetree/tree.ts';
import type { CmaRange } from './cma-ranges.ts';
import { errno } from './hooks/hook.ts';
import type { KernelLog } from './log.ts';
import type { Memblock } from './memblock.ts';
import type { KernelProfile } from './profile.ts';

/** One CMA area as the boot leaves it (struct cma, one bit a page). */
export interface CmaAreaRecord {
  readonly name: string;
  readonly base: bigint;
  readonly size: bigint;
  /** The region that made it; undefined: Kconfig or `cma=` did. */
  readonly region: Node | undefined;
  /** Whether the base hangs on nothing but the tree and the profile. */
  readonly exact: boolean;
  /** Where it has several: `base` is that of the first, `size` what it was asked for. */
  readonly ranges?: readonly CmaRange[];
}

/** The stretches of memory that an area has, in its order. */
export function rangesOf({ base, size, ranges }: CmaAreaRecord): readonly CmaRange[] {
  return ranges ?? [{ base, size }];
}

export const noSlotLine = 'cma: Not enough slots for CMA reserved regions!';

/** The kernel's array of CMA areas while it boots (mm/cma.c; spec 06 §1). */
export class CmaAreas {
  readonly #areas: CmaAreaRecord[] = [];
  #default: CmaAreaRecord | undefined;

  get areas(): readonly CmaAreaRecord[] {
    return this.#areas;
  }

  /** dma_contiguous_default_area. */
  get defaultArea(): CmaAreaRecord | undefined {
    return this.#default;
  }

  /** Whether the array has room for another area. */
  hasSlot({ config, behaviours }: KernelProfile): boolean {
    return this.#areas.length < config.cmaAreas + (behaviours.extraCmaArea ? 1 : 0);
  }

  /** cma_init_reserved_mem(): 0, or a negative errno. */
  initReserved(
    area: CmaAreaRecord,
    {
      profile,
      memblock,
      log,
    }: { readonly profile: KernelProfile; readonly memblock: Memblock; readonly log: KernelLog },
  ): number {
    if (!this.hasSlot(profile)) {
      log.error(noSlotLine);
      return errno.noSpace;
    }
    if (area.size === 0n || !memblock.overlapsReserved(area.base, area.size)) return errno.invalid;

    const unit = cmaUnit(profile);
    if (area.base % unit !== 0n || area.size % unit !== 0n) return errno.invalid;

    this.add(area);
    return 0;
  }

  /** cma_new_area(), of an area whose ranges are reserved and fit already. */
  add(area: CmaAreaRecord): void {
    this.#areas.push(area);
  }

  /** The area of this region takes the default area's part; a later one takes it over. */
  makeDefault(region: Node | undefined): void {
    this.#default = this.#areas.findLast((area) => area.region === region);
  }
}

/** CMA_MIN_ALIGNMENT_BYTES: base and size of an area are multiples of it (spec 01 §5.2). */
export function cmaUnit({ config, behaviours }: KernelProfile): bigint {
  const order =
    behaviours.cmaUnit === 'pageblock'
      ? config.pageblockOrder
      : Math.max(config.maxPageOrder, config.pageblockOrder);
  return BigInt(config.pageSize) << BigInt(order);
}
