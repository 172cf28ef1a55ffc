import { type Memblock, roundDown, roundUp } from './memblock.ts';
import { smaller } from './unsigned.ts';

/** A stretch of an area, in bytes. */
export interface CmaRange {
  readonly base: bigint;
  readonly size: bigint;
}

/** CMA_MAX_RANGES. */
const mostRanges = 8;
const fourGibibytes = 1n << 32n;

/**
 * Where an area comes to lie that fits into no single range (cma_declare_contiguous_multi(); spec 06 §2): the largest free ranges above
 * 4 GiB, in the order in which the kernel's list has them in the end. Undefined: they do not hold that much. Nothing is reserved.
 *
 * The kernel's sorted insert puts what goes to the end before the last element, so that three ranges or more stand in neither order
 * that its comments name; and a range that is passed over since all eight places are taken still counts as found, so that an area can
 * have less than its size.
 */
export function findRanges(
  memblock: Memblock,
  total: bigint,
  align: bigint,
): readonly CmaRange[] | undefined {
  const bySize: CmaRange[] = [];
  let sum = 0n;
  for (const free of memblock.freeRanges()) {
    if (free.base < fourGibibytes) continue;
    const base = roundUp(free.base, align);
    const size = roundDown(free.end, align) - base;
    if (size <= 0n) continue;

    sum += size;
    if (bySize.length === mostRanges) {
      const last = bySize.at(-1);
      if (last !== undefined && size < last.size) continue;
      bySize.pop();
      sum -= last?.size ?? 0n;
    }
    insertBefore(bySize, { base, size }, (one) => one.size > size);
  }
  if (sum < total) return undefined;

  const byBase: CmaRange[] = [];
  let chosen = 0n;
  for (const range of bySize) {
    insertBefore(byBase, range, (one) => one.base < range.base);
    chosen += range.size;
    if (chosen >= total) break;
  }
  return cutTo(total, byBase);
}

/** list_insert_sorted(). */
function insertBefore(list: CmaRange[], range: CmaRange, isNext: (one: CmaRange) => boolean): void {
  const next = list.findIndex(isNext);
  list.splice(next < 0 ? Math.max(0, list.length - 1) : next, 0, range);
}

/** The ranges until all is placed, the last one as far as it is needed. */
function cutTo(total: bigint, ranges: readonly CmaRange[]): readonly CmaRange[] {
  const cut: CmaRange[] = [];
  let left = total;
  for (const { base, size } of ranges) {
    if (left === 0n) break;
    const used = smaller(size, left);
    cut.push({ base, size: used });
    left -= used;
  }
  return cut;
}
