import { formatBytes } from '../../memory/quantity.ts';
import { CmaArea } from './cma-area.ts';
import { CoherentPool } from './coherent-pool.ts';
import type { AttemptRefusal } from './dispatch/ask.ts';
import type { DmaMachine, FailedRequest } from './dma-machine.ts';
import { getOrder, pagesOf } from './get-order.ts';
import { gfpText } from './gfp.ts';

/** A way that was tried. */
export interface TriedWay {
  /** `default CMA area`. */
  readonly way: string;
  /** Name of the pool or the area, where it was one. */
  readonly pool: string | undefined;
  readonly refusal: AttemptRefusal;
  /** The kernel function that gave up. */
  readonly source: string;
}

/** The largest place at a request's alignment that is free, in pages from the start of the pool. */
export interface LargestBlock {
  readonly firstPage: number;
  readonly pages: number;
}

/** A live buffer that stands where a request would have gone. */
export interface Blocker {
  /** Path of the device that holds it. */
  readonly device: string;
  readonly size: number;
  readonly firstPage: number;
  readonly pages: number;
}

/** All about an allocation that got nothing, of that moment. */
export interface FailureDetails {
  /** Who asked, and how. */
  readonly device: string;
  readonly call: 'dma_alloc_attrs()' | 'dma_alloc_pages()';
  /** Bytes. */
  readonly size: number;
  /** `GFP_KERNEL`. */
  readonly gfp: string;
  /** Bits of `dmaAttr`. */
  readonly attrs: number;
  /** What was tried, in order. */
  readonly tried: readonly TriedWay[];
  /** Name of the pool or the area that was asked last; undefined: none was. */
  readonly pool: string | undefined;
  /** Pages that are free where it was asked last: of the pool or area, or of the page allocator. */
  readonly freePages: number;
  readonly largestBlock: LargestBlock | undefined;
  /** The highest address of the CPU that the device reaches with the mask of that moment; undefined: none of them is known. */
  readonly reachEnd: bigint | undefined;
  /** Who holds the pages right behind that block, up to the request's end. */
  readonly blockers: readonly Blocker[];
  /** What would have made it succeed: a sentence each. */
  readonly remedies: readonly string[];
}

const mostBlockers = 4;
/** An address that no window has. */
const allOnes = 2n ** 64n - 1n;

/** The details of the request that a machine refused last; undefined: it refused none. To be asked before anything else is done. */
export function failureDetails(machine: DmaMachine): FailureDetails | undefined {
  const failed = machine.lastFailure;
  return failed === undefined ? undefined : detailsOf(failed, machine);
}

/** The pool or area that was asked last; undefined: none was. */
export function poolAskedLast(failed: FailedRequest | undefined): CmaArea | CoherentPool | undefined {
  const asked = failed?.attempts.findLast(
    ({ pool }) => pool instanceof CmaArea || pool instanceof CoherentPool,
  )?.pool;
  return asked instanceof CmaArea || asked instanceof CoherentPool ? asked : undefined;
}

function detailsOf(failed: FailedRequest, machine: DmaMachine): FailureDetails {
  const { device, request, attempts } = failed;
  const pool = poolAskedLast(failed);
  const block = pool === undefined ? undefined : largestBlock(pool, request.size);
  const blockers =
    pool === undefined || block === undefined ? [] : blockersOf(pool, block, request.size, machine);
  return {
    device: device.path,
    call: request.call === 'pages' ? 'dma_alloc_pages()' : 'dma_alloc_attrs()',
    size: request.size,
    gfp: gfpText(request.gfp),
    attrs: request.attrs,
    tried: attempts.map((attempt) => ({
      way: attempt.way,
      pool: attempt.pool?.name,
      refusal: attempt.refusal,
      source: attempt.source,
    })),
    pool: pool?.name,
    freePages: pool === undefined ? machine.pages.freePages : pool.bitmap.freeCount,
    largestBlock: block,
    reachEnd: device.coherentPhysLimit === allOnes ? undefined : device.coherentPhysLimit,
    blockers,
    remedies: remediesFor(failed, machine, pool, blockers),
  };
}

/** By one look over all free runs. */
function largestBlock(pool: CoherentPool | CmaArea, size: number): LargestBlock | undefined {
  const align = alignOf(pool, size);
  const offset = pool instanceof CmaArea ? pool.basePage % align : 0;
  let largest: LargestBlock | undefined;
  for (const [start, end] of pool.bitmap.openRuns()) {
    const firstPage = Math.ceil((start + offset) / align) * align - offset;
    if (end - firstPage > (largest?.pages ?? 0)) largest = { firstPage, pages: end - firstPage };
  }
  return largest;
}

function blockersOf(
  pool: CoherentPool | CmaArea,
  { firstPage, pages }: LargestBlock,
  size: number,
  machine: DmaMachine,
): readonly Blocker[] {
  const end = Math.min(firstPage + neededBy(pool, size), pool.pageCount);
  return machine.owners.holdersIn(pool, firstPage + pages, end, mostBlockers).map((buffer) => ({
    device: buffer.device.path,
    size: buffer.size,
    firstPage: buffer.firstPage,
    pages: buffer.pages,
  }));
}

function remediesFor(
  { device, request, attempts }: FailedRequest,
  machine: DmaMachine,
  pool: CoherentPool | CmaArea | undefined,
  blockers: readonly Blocker[],
): readonly string[] {
  const { pageSize, maxPageOrder } = machine.profile.config;
  const { size, gfp } = request;
  if (size === 0) return ['Ask for a size of at least one byte.'];

  const remedies: string[] = [];
  const isBeyond = attempts.some((attempt) => attempt.pool === pool && attempt.refusal === 'out-of-reach');
  if (pool !== undefined && !isBeyond) {
    const needed = neededBy(pool, size);
    const bytes = formatBytes(needed * pageSize);
    const names = [...new Set(blockers.map((blocker) => blocker.device))].join(' and ');
    if (needed > pool.pageCount)
      remedies.push(`Make ${pool.name} larger: this request takes ${bytes} of it.`);
    else if (blockers.length > 0)
      remedies.push(
        `Free first what ${names} hold in ${pool.name}: the request takes ${bytes} in one piece.`,
      );
    else remedies.push(`Make ${pool.name} larger by ${bytes}.`);
  }

  const asked = (way: string): boolean => attempts.some((attempt) => attempt.way.startsWith(way));
  if (asked('atomic pool'))
    remedies.push('Let the caller sleep (GFP_KERNEL), or enlarge the atomic pool by `coherent_pool=`.');
  else if (!gfp.mayBlock && (device.cmaArea ?? machine.defaultArea) !== undefined)
    remedies.push('Let the caller sleep (GFP_KERNEL): only then CMA is asked.');
  if (attempts.some(({ refusal }) => refusal === 'out-of-reach'))
    remedies.push(
      `Raise the coherent mask or widen \`dma-ranges\`: the device reaches addresses up to 0x${device.coherentLimit.toString(16)}.`,
    );
  const isTooLarge = getOrder(size, pageSize) > maxPageOrder;
  if (isTooLarge && asked('page allocator') && pool === undefined) {
    const largest = formatBytes(2 ** maxPageOrder * pageSize);
    remedies.push(`Give the device a pool: the page allocator has no more than ${largest} in one piece.`);
  }
  return remedies;
}

function neededBy(pool: CoherentPool | CmaArea, size: number): number {
  return pool instanceof CoherentPool ? pool.blockPages(size) : pagesOf(size, pool.pageSize);
}

function alignOf(pool: CoherentPool | CmaArea, size: number): number {
  if (pool instanceof CoherentPool) return Math.max(1, pool.blockPages(size));
  return size === 0 ? 1 : pool.alignPages(size);
}
