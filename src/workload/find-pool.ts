import type { DeviceTree } from '../devicetree/tree.ts';
import type { PoolState } from '../kernel/dma/types.ts';
import { nameHelp } from './name-help.ts';
import { nearestNames } from './nearest-name.ts';

/** A pool by its region's path, label or name (with or without the unit address), or by the area's name; an index into `pools`. */
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

/** That there is no such pool, and which there are. */
export function unknownPool(
  name: string,
  tree: DeviceTree,
  pools: readonly PoolState[],
): { readonly message: string; readonly help: string | undefined } {
  const names = pools.map((pool) => pool.region ?? pool.name);
  const message =
    names.length === 0
      ? `There is no pool \`${name}\`: this board has none.`
      : `There is no pool \`${name}\`; there are ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}.`;
  const regions = new Set(names);
  const labels = [...tree.labels].flatMap(([label, node]) => (regions.has(node.path) ? [label] : []));
  const near = nearestNames(name, [...labels, ...names]);
  return { message, help: nameHelp(name, near, tree) };
}
