import type { MemoryModel, RegionUse } from '../../memory/model.ts';
import type { DeviceChange, DeviceEntry, Sides } from './board-diff.ts';

/** Which device gets other regions than before, in the new tree's order, those that are gone behind. */
export function deviceChanges(
  models: Sides<MemoryModel>,
  newPathOf: (oldPath: string) => string,
): readonly DeviceChange[] {
  const before = entriesByDevice(models.old, newPathOf);
  const after = entriesByDevice(models.new, (path) => path);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((device): readonly DeviceChange[] => {
    const [old, now] = [before.get(device), after.get(device)];
    const gained = missing(now, old);
    const lost = missing(old, now);
    const rearranged = gained.length === 0 && lost.length === 0 && orderOf(old) !== orderOf(now);
    if (gained.length === 0 && lost.length === 0 && !rearranged) return [];
    return [{ device, old, new: now, gained, lost, rearranged }];
  });
}

/** Devices that are enabled, with their entries in the order of their properties. */
function entriesByDevice(
  { uses }: MemoryModel,
  pathOf: (path: string) => string,
): ReadonlyMap<string, readonly DeviceEntry[]> {
  const devices = new Map<string, DeviceEntry[]>();
  for (const use of uses) {
    if (!use.deviceAvailable) continue;
    const entry = entryOf(use, pathOf);
    const known = devices.get(use.device.path);
    if (known === undefined) devices.set(use.device.path, [entry]);
    else known.push(entry);
  }
  return devices;
}

function entryOf(
  { property, name, region, target }: RegionUse,
  pathOf: (path: string) => string,
): DeviceEntry {
  const path = region?.path;
  const identity = path === undefined ? (target?.path ?? 'nothing') : pathOf(path);
  const available = region?.available ?? false;
  return { property: property.name, name, region: path, identity, available };
}

/** What is in the one list and not in the other; a region that was disabled is given when it is enabled. */
function missing(
  entries: readonly DeviceEntry[] | undefined,
  others: readonly DeviceEntry[] | undefined,
): readonly DeviceEntry[] {
  const there = new Set(given(others).map(keyOf));
  return given(entries).filter((entry) => !there.has(keyOf(entry)));
}

function given(entries: readonly DeviceEntry[] | undefined): readonly DeviceEntry[] {
  return (entries ?? []).filter(({ available }) => available);
}

function keyOf({ property, identity }: DeviceEntry): string {
  return `${property} ${identity}`;
}

function orderOf(entries: readonly DeviceEntry[] | undefined): string {
  return (entries ?? []).map((entry) => `${keyOf(entry)} ${entry.name ?? ''}`).join('\n');
}
