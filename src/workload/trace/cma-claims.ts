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
 * one of each task is open. Where lines tell no task (tp_printk), several tasks may be between the two: then each is open until a
 * dma_alloc of its address comes, or right behind it one of its size.
 */
export class CmaClaims {
  /** By task; by place where that is not told. */
  readonly #open = new Map<string | HeldPlace, OpenClaim>();
  readonly #byPlace = new Map<HeldPlace, OpenClaim>();

  /** @returns the one of the same task that was open before */
  open(claim: OpenClaim): OpenClaim | undefined {
    const before = claim.task === '' ? undefined : this.close(claim.task);
    this.#open.set(claim.task === '' ? claim.place : claim.task, claim);
    this.#byPlace.set(claim.place, claim);
    return before;
  }

  /** The open one of a task, which is open no more. */
  close(task: string): OpenClaim | undefined {
    return this.#close(this.#open.get(task));
  }

  /** That of a place, which is open no more. */
  closePlace(place: HeldPlace): OpenClaim | undefined {
    return this.#close(this.#byPlace.get(place));
  }

  /** The one that begins at a page; no more than a few are open. */
  closePage(pfn: number): OpenClaim | undefined {
    for (const claim of this.#open.values()) if (claim.pfn === pfn) return this.#close(claim);
    return undefined;
  }

  /** The open one of a task, if an allocation of this size, at this address, is what called it; it is open no more. */
  claim(task: string, bytes: number, dma: number | undefined): OpenClaim | undefined {
    const claim = task === '' ? this.#likeliest(bytes, dma) : this.#open.get(task);
    return claim !== undefined && isOfSize(claim, bytes) ? this.#close(claim) : undefined;
  }

  /** Of those whose task is not told the one of an address, else the newest. */
  #likeliest(bytes: number, dma: number | undefined): OpenClaim | undefined {
    let newest: OpenClaim | undefined;
    for (const claim of this.#open.values()) {
      if (claim.task !== '') continue;
      const isThere = dma !== undefined && pageSizes.some((size) => size * (claim.pfn ?? 0) === dma);
      if (isThere && isOfSize(claim, bytes)) return claim;
      newest = claim;
    }
    return newest;
  }

  #close(claim: OpenClaim | undefined): OpenClaim | undefined {
    if (claim === undefined) return undefined;
    this.#open.delete(claim.task === '' ? claim.place : claim.task);
    this.#byPlace.delete(claim.place);
    return claim;
  }
}

/** Whether so many bytes are its pages, whatever the size of a page is. */
export function isOfSize({ pages }: { readonly pages: number }, bytes: number): boolean {
  return pageSizes.some((size) => Math.ceil(bytes / size) === pages);
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
