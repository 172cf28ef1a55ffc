import type { Region } from '../memory/model.ts';
import { formatBytes } from '../memory/quantity.ts';
import type { Board } from '../project/board.ts';
import { printable, truncate } from '../report/printable.ts';
import type { ViewLens } from './board-view.ts';
import { locate } from './positions.ts';

const mostLenses = 500;
const mostUsers = 3;
const nameWidth = 40;

/** A line above each region, by path: its size and who uses it. */
export function lensesOf({ model }: Board): ReadonlyMap<string, readonly ViewLens[]> {
  const byPath = new Map<string, ViewLens[]>();
  for (const region of model.regions.slice(0, mostLenses)) {
    const located = locate(region.node.place);
    if (located === undefined) continue;
    const own = byPath.get(located.path) ?? [];
    own.push({ range: located.range, title: titleOf(region) });
    byPath.set(located.path, own);
  }
  return byPath;
}

function titleOf({ kind, reg, size, users, available }: Region): string {
  const bytes = kind === 'static' ? reg.reduce((sum, one) => sum + one.size, 0n) : size;
  const devices = [...new Set(users.map(({ device }) => device.name))];
  const names = devices
    .slice(0, mostUsers)
    .map((name) => truncate(printable(name), nameWidth, { unicode: true }));
  const more = devices.length > mostUsers ? [`${devices.length - mostUsers} more`] : [];
  const parts = [
    bytes === undefined ? 'no size' : formatBytes(bytes),
    ...(available ? [] : ['disabled']),
    ...(devices.length === 0 ? ['no users'] : [...names, ...more]),
  ];
  return parts.join(' · ');
}
