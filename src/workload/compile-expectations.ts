import type { DeviceTree } from '../devicetree/tree.ts';
import type { PoolState } from '../kernel/dma/types.ts';
import type { Problem } from '../source/problem.ts';
import { nearestNames } from './nearest-name.ts';
import { parseSize } from './size-expression.ts';
import type { Expectation, Limit, PoolMeasure, WorkloadBoard } from './workload.ts';
import type { PoolExpectation, WorkloadExpectations } from './workload-document.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export interface ExpectationsResult {
  readonly expectations: readonly Expectation[];
  readonly problems: readonly Problem[];
}

const measures: readonly PoolMeasure[] = ['peak', 'headroom', 'waste', 'fragmentation'];

/** The `expect` of a workload with its pools found and its limits read. Without one, no step may fail. */
export function compileExpectations(
  source: YamlSource,
  expect: WorkloadExpectations | undefined,
  board: WorkloadBoard,
): ExpectationsResult {
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
  add('headroom', undefined, expect?.headroom, ['expect', 'headroom']);

  for (const [name, limits] of Object.entries(expect?.pools ?? {})) {
    const pool = findPool(name, board.tree, board.dma.pools);
    if (pool === undefined) problems.push(unknownPool(source, name, board));
    else
      for (const measure of measures)
        add(measure, pool, limits[measure as keyof PoolExpectation], ['expect', 'pools', name, measure]);
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

/** A pool by its region's path, label or name (with or without the unit address), or by the area's name. */
export function findPool(name: string, tree: DeviceTree, pools: readonly PoolState[]): number | undefined {
  const path = name.startsWith('/') ? name : tree.labels.get(name.replace(/^&/, ''))?.path;
  const found = pools.findIndex((pool) => pool.region === path && path !== undefined);
  if (found !== -1) return found;

  const matching = pools.flatMap((pool, index) => (poolNames(pool).includes(name) ? [index] : []));
  return matching.length === 1 ? matching[0] : undefined;
}

function poolNames(pool: PoolState): readonly string[] {
  const last = pool.region?.slice(pool.region.lastIndexOf('/') + 1);
  return [pool.name, ...(last === undefined ? [] : [last, last.replace(/@.*$/, '')])];
}

function unknownPool(source: YamlSource, name: string, board: WorkloadBoard): Problem {
  const names = board.dma.pools.map((pool) => pool.region ?? pool.name);
  const near = nearestNames(name, names);
  const help =
    near.length > 0 ? `Did you mean ${near.map((candidate) => `\`${candidate}\``).join(' or ')}?` : undefined;
  const message =
    names.length === 0
      ? `There is no pool \`${name}\`: this board has none.`
      : `There is no pool \`${name}\`; there are ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}.`;
  return {
    severity: 'error',
    code: 'unknown-pool',
    message,
    place: source.placeOfKey(['expect', 'pools'], name),
    help,
  };
}
