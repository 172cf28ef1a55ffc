import type { Problem } from '../source/problem.ts';
import { findPool, unknownPool } from './find-pool.ts';
import { parseSize } from './size-expression.ts';
import type { Expectation, Limit, PoolMeasure, WorkloadBoard } from './workload.ts';
import type { WorkloadExpectations } from './workload-document.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export { findPool } from './find-pool.ts';

export interface ExpectationsResult {
  readonly expectations: readonly Expectation[];
  readonly problems: readonly Problem[];
}

const measures: readonly PoolMeasure[] = ['peak', 'headroom', 'largestHole', 'waste', 'fragmentation'];

/** The `expect` of a workload with its pools found and its limits read. Without one, no step may fail. */
export function compileExpectations(
  source: YamlSource,
  written: WorkloadExpectations | 'all succeed' | undefined,
  board: WorkloadBoard,
): ExpectationsResult {
  const expect: WorkloadExpectations | undefined = written === 'all succeed' ? { failures: 'none' } : written;
  const expectations: Expectation[] = [];
  const problems: Problem[] = [];

  const add = (
    measure: PoolMeasure,
    pool: number | undefined,
    value: number | string | undefined,
    path: YamlPath,
  ): void => {
    if (value === undefined) return;
    const place = source.placeOf(path);
    const limit = readLimit(value, board.pageSize);
    if (typeof limit === 'string')
      problems.push({ severity: 'error', code: 'workload-size', message: limit, place });
    else expectations.push({ kind: 'pool', measure, pool, limit, written: String(value), place });
  };

  const failures = expect?.failures ?? 'none';
  if (failures !== 'any') {
    // Of `all succeed` that is the whole of it.
    const place = expect?.failures === undefined ? undefined : source.placeOf(['expect', 'failures']);
    expectations.push({ kind: 'failures', atMost: failures === 'none' ? 0 : failures, place });
  }
  const dmaDebug = expect?.dmaDebug ?? 'none';
  if (dmaDebug !== 'any') {
    const place = expect?.dmaDebug === undefined ? undefined : source.placeOf(['expect', 'dmaDebug']);
    expectations.push({ kind: 'dmaDebug', atMost: dmaDebug === 'none' ? 0 : dmaDebug, place });
  }
  if (expect?.live !== undefined) {
    expectations.push({ kind: 'live', atMost: expect.live, place: source.placeOf(['expect', 'live']) });
  }
  for (const measure of measures) add(measure, undefined, expect?.[measure], ['expect', measure]);

  for (const [name, limits] of Object.entries(expect?.pools ?? {})) {
    const pool = findPool(name, board.tree, board.dma.pools);
    if (pool === undefined) problems.push(unknownPoolProblem(source, name, board));
    else
      for (const measure of measures) add(measure, pool, limits[measure], ['expect', 'pools', name, measure]);
  }
  return { expectations, problems };
}

/** A share for `10%`, else bytes; a sentence if it is neither. */
function readLimit(value: number | string, pageSize: number): Limit | string {
  if (value === 0) return { kind: 'bytes', bytes: 0 };
  const percent = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(value)?.[1] : undefined;
  if (percent !== undefined) {
    if (Number(percent) > 100) return `\`${value}\` is more than the whole pool.`;
    return { kind: 'share', share: Number(percent) / 100 };
  }
  const size = parseSize(value);
  if (!size.ok) return size.message;
  return { kind: 'bytes', bytes: size.size.kind === 'bytes' ? size.size.bytes : size.size.pages * pageSize };
}

function unknownPoolProblem(source: YamlSource, name: string, { tree, dma }: WorkloadBoard): Problem {
  const place = source.placeOfKey(['expect', 'pools'], name);
  return { severity: 'error', code: 'unknown-pool', ...unknownPool(name, tree, dma.pools), place };
}
