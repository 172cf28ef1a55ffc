/** A run of pages, `[first, end)`. */
export type PageRun = readonly [first: number, end: number];

/** What is left of ascending runs without the pages of others, which may overlap and come in any order. */
export function withoutPages(runs: readonly PageRun[], others: readonly PageRun[]): readonly PageRun[] {
  const taken = [...others].sort((left, right) => left[0] - right[0]);
  const left: PageRun[] = [];
  let at = 0;
  for (const [first, end] of runs) {
    let from = first;
    while (at > 0 && (taken[at - 1]?.[1] ?? 0) > first) at--;
    for (; at < taken.length && (taken[at]?.[0] ?? 0) < end; at++) {
      const [takenFirst, takenEnd] = taken[at] ?? [0, 0];
      if (takenFirst > from) left.push([from, takenFirst]);
      from = Math.max(from, takenEnd);
    }
    if (from < end) left.push([from, end]);
  }
  return left;
}

/** Whether ascending runs hold all of `[first, end)`. */
export function holdsPages(runs: readonly PageRun[], first: number, end: number): boolean {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.[1] ?? 0) > first) high = middle;
    else low = middle + 1;
  }
  const run = runs[low];
  return run !== undefined && run[0] <= first && run[1] >= end;
}
