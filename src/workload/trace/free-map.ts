/** Pages of an area, `[first, pages]`, counted from its start. */
export type PageRun = readonly [first: number, pages: number];

/** The runs that are not in these; both ascend. */
export function complementOf(runs: readonly PageRun[], total: number): readonly PageRun[] {
  const found: PageRun[] = [];
  let at = 0;
  for (const [first, pages] of runs) {
    if (first > at) found.push([at, Math.min(first, total) - at]);
    at = Math.max(at, first + pages);
  }
  if (at < total) found.push([at, total - at]);
  return found.filter(([, pages]) => pages > 0);
}

export function sumOf(runs: readonly PageRun[]): number {
  return runs.reduce((sum, [, pages]) => sum + pages, 0);
}

/** CONFIG_CMA_ALIGNMENT's default, in pages; what a request is aligned by at most. */
const mostAlign = 256;

/** Pages by which a request of so many is aligned (get_order(), up to CONFIG_CMA_ALIGNMENT). */
function alignOf(pages: number): number {
  let align = 1;
  while (align < pages && align < mostAlign) align *= 2;
  return align;
}

/** Where a request of so many pages has room: each place in the free runs that begins at its alignment. */
export function* placesFor(pages: number, free: readonly PageRun[], basePfn = 0): Iterable<number> {
  const align = alignOf(pages);
  for (const [first, length] of free) {
    for (let at = alignedUp(basePfn + first, align) - basePfn; at + pages <= first + length; at += align)
      yield at;
  }
}

/** The most pages that one request gets. */
export function largestRequest(free: readonly PageRun[], basePfn = 0): number {
  let best = 0;
  for (const [first, length] of free) {
    // At each order the longest rest of the run behind its first aligned page.
    for (let align = 1; align <= mostAlign; align *= 2) {
      const at = alignedUp(basePfn + first, align) - basePfn;
      const room = first + length - at;
      const fits = align === mostAlign ? room : Math.min(room, align);
      if (fits > best && alignOf(fits) <= align) best = fits;
    }
  }
  return best;
}

function alignedUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
