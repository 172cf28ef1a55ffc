import type { Node } from '../../devicetree/tree.ts';
import { indexOfName } from '../device-assignment.ts';
import type { DriverSelect } from './driver-facts.ts';

/**
 * The entries of `memory-region` that a driver asks for, some of which may be beyond the end, or negative for a name that is
 * not listed: it learns only then that they are not there. `targets` are the nodes that the entries name.
 */
export function selectedEntries(
  select: DriverSelect,
  device: Node,
  targets: readonly (Node | undefined)[],
): readonly number[] {
  if (select.kind === 'index') return [select.index];
  if (select.kind === 'names') return select.names.map((name) => indexOfName(device, name));

  const all = targets.map((_, index) => index);
  if (select.kind === 'from') return targets.length > select.index ? all.slice(select.index) : [select.index];
  return all.filter((index) => {
    const name = targets[index]?.name ?? '';
    return name.startsWith(select.prefix) === (select.kind === 'node');
  });
}
