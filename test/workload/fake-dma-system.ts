import type { CallOutcome, DriverCall } from '../../src/kernel/dma/driver/driver-call.ts';
import type {
  Allocation,
  AllocFailure,
  AllocRequest,
  AllocResult,
  DmaDeviceState,
  DmaSystem,
  FreeResult,
  PoolState,
} from '../../src/kernel/dma/types.ts';
import type { LogLine } from '../../src/kernel/log.ts';

export interface FakePool {
  readonly kind: 'coherent' | 'cma';
  readonly region: string;
  readonly base: bigint;
  readonly pageCount: number;
  readonly devices: readonly string[];
  /** Pages that are taken before anything happens. */
  readonly taken?: readonly number[];
}

const pageSize = 4096;

/**
 * A `DmaSystem` of a few lines, page by page: power-of-two blocks in coherent pools, whole pages at an alignment of at most
 * 256 pages in CMA areas, pages out of nowhere for devices without a pool. The oracle of the tests, and their double.
 */
export class FakeDmaSystem implements DmaSystem {
  readonly #pools: { readonly spec: FakePool; readonly pages: Uint8Array }[];
  readonly #devices: ReadonlySet<string>;
  #nextPage = 0x100000n;

  constructor(pools: readonly FakePool[], otherDevices: readonly string[] = []) {
    this.#pools = pools.map((spec) => ({
      spec,
      pages: Uint8Array.from({ length: spec.pageCount }, (_, page) => (spec.taken?.includes(page) ? 1 : 0)),
    }));
    this.#devices = new Set([...pools.flatMap((pool) => pool.devices), ...otherDevices]);
  }

  get pools(): readonly PoolState[] {
    return this.#pools.map(({ spec, pages }) => ({
      kind: spec.kind,
      region: spec.region,
      name: spec.region.slice(spec.region.lastIndexOf('/') + 1),
      base: spec.base,
      pageSize,
      pageCount: spec.pageCount,
      get usedPages() {
        return usedRunsOf(pages).reduce((sum, [first, end]) => sum + end - first, 0);
      },
      get largestHolePages() {
        return largestHole(pages, 1, 0);
      },
      get usedRuns() {
        return usedRunsOf(pages);
      },
    }));
  }

  device(path: string): DmaDeviceState | undefined {
    if (!this.#devices.has(path)) return undefined;
    const own = (kind: FakePool['kind']): number | undefined => {
      const index = this.#pools.findIndex(({ spec }) => spec.kind === kind && spec.devices.includes(path));
      return index === -1 ? undefined : index;
    };
    return { path, coherentPool: own('coherent'), cmaArea: own('cma') };
  }

  alloc(device: string, request: AllocRequest): AllocResult {
    const index = this.#pools.findIndex(({ spec }) => spec.devices.includes(device));
    const pool = this.#pools[index];
    if (pool === undefined) return this.#fromNowhere(device, request);

    const wanted = Math.ceil(request.size / pageSize);
    const block = 2 ** Math.ceil(Math.log2(wanted));
    const coherent = pool.spec.kind === 'coherent';
    const needed = coherent ? block : wanted;
    const align = coherent ? block : Math.min(block, 256);
    const offset = coherent ? 0 : Number(pool.spec.base / BigInt(pageSize)) % align;

    const first = firstFit(pool.pages, needed, align, offset);
    if (first === -1)
      return { ok: false, failure: failure(pool.spec, pool.pages, request, needed, align, offset) };

    pool.pages.fill(1, first, first + needed);
    const phys = pool.spec.base + BigInt(first * pageSize);
    const from = coherent ? 'coherent' : 'cma';
    const where = {
      from,
      dma: phys,
      phys,
      pages: needed,
      pool: index,
      firstPage: first,
      exact: true,
    } as const;
    return { ok: true, allocation: { device, size: request.size, ...where } };
  }

  free(allocation: Allocation): FreeResult {
    if (allocation.pool === undefined) return { ok: true };
    const first = allocation.firstPage ?? 0;
    const pages = this.#pools[allocation.pool]?.pages;
    if (pages === undefined || pages.subarray(first, first + allocation.pages).includes(0)) {
      return { ok: false, message: 'not allocated' };
    }
    pages.fill(0, first, first + allocation.pages);
    return { ok: true };
  }

  /** Calls that are not about pools: the masks are taken, all else is turned away. */
  perform(_device: string, call: DriverCall): CallOutcome {
    const isMask = call.kind === 'setMask' || call.kind === 'setCoherentMask';
    return isMask ? { ok: true, rc: 0 } : { ok: false, rc: -22, why: `No \`${call.kind}\` here.` };
  }

  takeLog(): readonly LogLine[] {
    return [];
  }

  #fromNowhere(device: string, { size }: AllocRequest): AllocResult {
    const pages = Math.ceil(size / pageSize);
    const phys = this.#nextPage * BigInt(pageSize);
    this.#nextPage += BigInt(pages);
    const where = {
      from: 'pages',
      dma: phys,
      phys,
      pages,
      pool: undefined,
      firstPage: undefined,
      exact: false,
    } as const;
    return { ok: true, allocation: { device, size, ...where } };
  }
}

function firstFit(pages: Uint8Array, needed: number, align: number, offset: number): number {
  for (let first = alignUp(offset, align) - offset; first + needed <= pages.length; first += align) {
    if (!pages.subarray(first, first + needed).includes(1)) return first;
  }
  return -1;
}

function failure(
  spec: FakePool,
  pages: Uint8Array,
  request: AllocRequest,
  neededPages: number,
  alignPages: number,
  offset: number,
): AllocFailure {
  const code = request.size > spec.pageCount * pageSize ? 'larger-than-pool' : 'no-hole';
  return {
    code,
    message: `${request.size} bytes need ${neededPages} pages at a multiple of ${alignPages} in ${spec.region}.`,
    pool: spec.region,
    neededPages,
    alignPages,
    freePages: pages.filter((taken) => taken === 0).length,
    largestHolePages: largestHole(pages, alignPages, offset),
  };
}

function largestHole(pages: Uint8Array, align: number, offset: number): number {
  const holes = runsOf(pages, 0).map(([first, end]) => end - (alignUp(first + offset, align) - offset));
  return Math.max(0, ...holes);
}

function usedRunsOf(pages: Uint8Array): (readonly [number, number])[] {
  return runsOf(pages, 1);
}

function runsOf(pages: Uint8Array, value: 0 | 1): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let first = pages.indexOf(value); first !== -1; ) {
    const gap = pages.indexOf(1 - value, first);
    const end = gap === -1 ? pages.length : gap;
    found.push([first, end]);
    first = pages.indexOf(value, end);
  }
  return found;
}

function alignUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
