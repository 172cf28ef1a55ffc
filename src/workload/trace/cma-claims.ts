import { anyCmaUser, cmaUserName } from '../../kernel/dma/cma-user.ts';
import type { TraceBoard } from './trace-devices.ts';
import type { HeldPlace } from './trace-writer.ts';

/** A cma_alloc() of which it is not known yet who called it. */
export interface OpenClaim {
  readonly place: HeldPlace;
  readonly task: string;
  readonly area: string | undefined;
  readonly pages: number;
  /** Undefined: it failed. */
  readonly pfn: number | undefined;
}

/** Bytes of pages that kernels have. */
const pageSizes: readonly number[] = [4096, 16384, 65536];

/**
 * Which cma_alloc() are a device's: dma_alloc comes after cma_alloc_start and cma_alloc_finish of the same task (spec 10 §6). At most
 * one of each task is open.
 */
export class CmaClaims {
  readonly #open = new Map<string, OpenClaim>();
  readonly #byPlace = new Map<HeldPlace, OpenClaim>();

  /** @returns the one of the same task that was open before */
  open(claim: OpenClaim): OpenClaim | undefined {
    const before = this.close(claim.task);
    this.#open.set(claim.task, claim);
    this.#byPlace.set(claim.place, claim);
    return before;
  }

  /** The open one of a task, which is open no more. */
  close(task: string): OpenClaim | undefined {
    const claim = this.#open.get(task);
    if (claim === undefined) return undefined;
    this.#open.delete(task);
    this.#byPlace.delete(claim.place);
    return claim;
  }

  /** That of a place, which is open no more. */
  closePlace(place: HeldPlace): OpenClaim | undefined {
    const claim = this.#byPlace.get(place);
    return claim === undefined ? undefined : this.close(claim.task);
  }

  /** The one that begins at a page; no more than a few are open. */
  closePage(pfn: number): OpenClaim | undefined {
    for (const claim of this.#open.values()) if (claim.pfn === pfn) return this.close(claim.task);
    return undefined;
  }

  /** The open one of a task, if an allocation of this size is what called it; it is open no more. */
  claim(task: string, bytes: number): OpenClaim | undefined {
    const claim = this.#open.get(task);
    if (claim === undefined) return undefined;
    return pageSizes.some((size) => Math.ceil(bytes / size) === claim.pages) ? this.close(task) : undefined;
  }
}

/** Who takes from an area and is no device, by its name, or by a page of it. */
export function cmaUserOf(
  area: string | undefined,
  pfn: number | undefined,
  board: TraceBoard | undefined,
): string {
  const isKnown = area !== undefined && (board === undefined || board.hasArea(area));
  const name = isKnown ? area : pfn === undefined ? undefined : board?.areaOf(pfn);
  return name === undefined ? anyCmaUser : cmaUserName(name);
}
