/**
 * The candidates that a misspelt name most likely stood for, best first: those that contain it or are contained in it
 * by their last part, then those within a third of its letters. At most `limit`; compares at most 20,000 candidates.
 */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const wanted = simple(name);
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { readonly candidate: string; readonly distance: number }[] = [];

  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > mostCandidates) break;
    const distance = distanceTo(wanted, simple(candidate), most);
    if (distance <= most) scored.push({ candidate, distance });
  }
  scored.sort((left, right) => left.distance - right.distance);
  return scored.slice(0, limit).map(({ candidate }) => candidate);
}

const mostCandidates = 20_000;
const longestName = 64;

/** The last part of a path without its unit address, in lower case: what people misremember least. */
function simple(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const at = last.indexOf('@');
  return (at > 0 ? last.slice(0, at) : last).slice(0, longestName);
}

function distanceTo(wanted: string, candidate: string, most: number): number {
  if (
    wanted.length >= 3 &&
    candidate.length >= 3 &&
    (candidate.includes(wanted) || wanted.includes(candidate))
  )
    return 0.5;
  if (Math.abs(wanted.length - candidate.length) > most) return Number.POSITIVE_INFINITY;
  return editDistance(wanted, candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      let cost = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isSwap && row > 1 && column > 1) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
