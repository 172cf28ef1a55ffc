import { formatBytes } from '../../memory/quantity.ts';
import type { SeriesPoint } from '../../workload/history/pool-series.ts';
import type { RecordedPool } from '../../workload/history/recorded-run.ts';
import { attributes, escapeXml } from '../xml.ts';

/** Units of the inner coordinates, which are stretched to whatever there is. */
const unit = 1000;

/**
 * A pool over the operations, for an `svg` element of any width: pages in use as an area, the largest hole as a line, failures as
 * lines from top to bottom. Where a point stands for many operations, the area is their most and the line their smallest.
 */
export function timelineContent(pool: RecordedPool, operations: number): string {
  const { points, pageCount } = pool;
  const inner = {
    viewBox: `0 0 ${unit} ${unit}`,
    preserveAspectRatio: 'none',
    width: '100%',
    height: '100%',
  };
  const failed = points.filter(({ failures }) => failures > 0);
  const scale = (point: SeriesPoint): number => ((point.first - 0.5) / Math.max(1, operations)) * unit;
  const fails = failed.map((point) => `M${Math.round(scale(point))} 0v${unit}`).join('');
  const used = stepPath(points, operations, pageCount, ({ mostUsed }) => mostUsed);
  const hole = stepPath(points, operations, pageCount, ({ smallestHole }) => smallestHole);
  const still = 'vector-effect="non-scaling-stroke"';

  return [
    '<rect class="ground" width="100%" height="100%"/>',
    `<svg${attributes(inner)}>`,
    `<path class="used" d="${used}V${unit}H0z"/>`,
    `<path class="hole" ${still} d="${hole}"/>`,
    ...(fails === '' ? [] : [`<path class="fail" ${still} d="${fails}"/>`]),
    '</svg>',
    ...failureMark(failed[0], operations),
    `<title>${escapeXml(timelineSentence(pool, operations))}</title>`,
  ].join('\n');
}

/** The first failure has a mark that is seen from afar. */
function failureMark(first: SeriesPoint | undefined, operations: number): readonly string[] {
  if (first === undefined) return [];
  const at = `${(((first.first - 0.5) / Math.max(1, operations)) * 100).toFixed(2)}%`;
  return [`<svg x="${at}" y="0" overflow="visible"><path class="mark" d="M-6 0h12l-6 9z"/></svg>`];
}

/** One stroke from left to right: level for as long as nothing changes. */
function stepPath(
  points: readonly SeriesPoint[],
  operations: number,
  pageCount: number,
  pagesOf: (point: SeriesPoint) => number,
): string {
  let path = '';
  let before = -1;
  for (const point of points) {
    const y = Math.round(unit - (unit * pagesOf(point)) / Math.max(1, pageCount));
    if (y === before) continue;
    const x = Math.round(((point.first - 1) / Math.max(1, operations)) * unit * 10) / 10;
    path += before === -1 ? `M0 ${y}` : `H${x}V${y}`;
    before = y;
  }
  return `${path || `M0 ${unit}`}H${unit}`;
}

/** The curve in a sentence. */
export function timelineSentence(pool: RecordedPool, operations: number): string {
  const { peakPages, peakOperation, pageSize, pageCount, failures, firstFailure, points } = pool;
  const smallest = points.reduce((least, point) => Math.min(least, point.smallestHole), pageCount);
  const failed =
    failures === 0
      ? 'no failure'
      : `${failures} ${failures === 1 ? 'failure' : 'failures'}, first in operation ${firstFailure ?? 0}`;
  return `At most ${formatBytes(peakPages * pageSize)} of ${formatBytes(pageCount * pageSize)} in use (operation ${peakOperation} of ${operations}); smallest largest hole ${formatBytes(smallest * pageSize)}; ${failed}.`;
}
