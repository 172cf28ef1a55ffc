import type { BootContext } from '../boot-context.ts';
import { errno } from '../hooks/hook.ts';
import { formatPhysical } from '../log.ts';
import { isCompatible } from './compatible.ts';
import { noHookTakes, reservedPrefix } from './messages.ts';
import type { RegionEntry } from './region-table.ts';

/**
 * Hands a region to the hooks and does what their answer asks for (fdt_init_reserved_mem_node(); spec 01 §7). False: the
 * entry is not kept.
 */
export function setUpRegion(entry: RegionEntry, context: BootContext): boolean {
  const { behaviours } = context.profile;
  const noMatch = behaviours.nextHookAfter === 'no-device' ? errno.noDevice : errno.noEntry;
  const result = askHooks(entry, noMatch, context);

  if (result !== 0 && result !== noMatch) {
    const isTold = behaviours.failedMemory !== 'kept';
    if (isTold) context.log.info(reservedPrefix + noHookTakes(entry.name));
    context.trace?.add(entry.node, () => ({
      kind: 'given-back',
      how: behaviours.failedMemory,
      noMap: entry.has('no-map'),
    }));
    context.table.mark(entry.node, 'failed', `the hook for its compatible returned ${result}`);
    giveBack(entry, context);
    return behaviours.failedRegion === 'kept';
  }

  if (result !== 0) context.trace?.add(entry.node, () => ({ kind: 'no-hook' }));
  context.table.mark(entry.node, result === 0 ? 'initialized' : 'reserved');
  if (behaviours.summaryLine) context.log.info(reservedPrefix + summary(entry, context));
  return true;
}

/** __reserved_mem_init_node(): the table of hooks is the outer loop, not the list of compatibles. */
function askHooks(entry: RegionEntry, noMatch: number, context: BootContext): number {
  let result: number = noMatch;
  for (const hook of context.hooks) {
    if (!isCompatible(entry.node, hook.compatible)) continue;

    const printed = context.log.lines.length;
    const setup = hook.setup(entry, context);
    context.trace?.add(entry.node, () => ({
      kind: 'hook',
      hook: hook.name,
      compatible: hook.compatible,
      errno: setup.ok ? 0 : setup.errno,
      said: context.log.lines.slice(printed).map(({ text }) => text),
    }));
    if (setup.ok) {
      entry.hook = hook;
      entry.operations = setup.operations;
      context.log.info(`${reservedPrefix}initialized node ${entry.name}, compatible id ${hook.compatible}`);
      return 0;
    }
    result = setup.errno;
    if (context.profile.behaviours.nextHookAfter === 'no-device' && result !== errno.noDevice) return result;
  }
  return result;
}

function giveBack({ base, size, node }: RegionEntry, { memblock, profile }: BootContext): void {
  const noMap = node.property('no-map') !== undefined;
  switch (profile.behaviours.failedMemory) {
    case 'kept':
      return;
    case 'added-back':
      memblock.free(base, size);
      if (noMap) memblock.add(base, size);
      return;
    case 'flag-cleared':
      if (noMap) memblock.clearNoMap(base, size);
      else memblock.free(base, size);
  }
}

function summary(entry: RegionEntry, { profile }: BootContext): string {
  const bits = profile.facts.addressBits;
  const first = formatPhysical(entry.base, bits);
  const last = formatPhysical(entry.base + entry.size - 1n, bits);
  const map = entry.has('no-map') ? 'nomap' : 'map';
  const reusable = entry.has('reusable') ? 'reusable' : 'non-reusable';
  return `${first}..${last} (${entry.size / 1024n} KiB) ${map} ${reusable} ${entry.name}`;
}
