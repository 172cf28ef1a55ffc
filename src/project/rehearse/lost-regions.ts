import type { BootedKernel, BootedRegion } from '../../kernel/booted-kernel.ts';
import type { AddressRange } from '../../memory/model.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import { containsRange, mergeRanges } from '../../memory/ranges.ts';
import type { Problem } from '../../source/problem.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { Board } from '../board.ts';

/**
 * Regions that a setting takes from the board: those that lie outside its RAM although they lie in the tree's, and those that this kernel
 * makes nothing of. An error where a device of the workload is to have the region.
 *
 * @param devices paths of the workload's
 */
export function lostRegions(
  { ram, kernel: version }: Pick<WorkloadSetting, 'ram' | 'kernel'>,
  { model }: Board,
  kernel: BootedKernel,
  devices: ReadonlySet<string>,
): readonly Problem[] {
  if (ram === undefined && version === undefined) return [];
  const present = mergeRanges(kernel.machine.memory ?? model.banks);
  const own = mergeRanges(model.banks);
  return kernel.regions.flatMap((region) => {
    const users = model.regionOf(region.node)?.users ?? [];
    const used = users.filter(({ device }) => devices.has(device.path)).map(({ device }) => device.path);
    const why =
      region.state === 'failed' ? (region.reason ?? 'it fails') : outsideText(region, ram, present, own);
    if (why === undefined) return [];
    const who = used.length === 0 ? '' : `; ${[...new Set(used)].join(', ')} would allocate from it`;
    return [
      {
        severity: used.length === 0 ? 'warning' : 'error',
        code: 'region-lost',
        message: `${region.node.path} is not there: ${why}${who}.`,
        place: region.node.place,
      } as const,
    ];
  });
}

function outsideText(
  { base, size }: BootedRegion,
  ram: WorkloadSetting['ram'],
  present: readonly AddressRange[],
  own: readonly AddressRange[],
): string | undefined {
  if (ram === undefined || base === undefined || size === undefined) return undefined;
  const range = { base, size };
  if (isInside(range, present) || (own.length > 0 && !isInside(range, own))) return undefined;
  return `${hex(base)}-${hex(base + size)} is outside the ${formatBytes(ram.size)} of RAM`;
}

function isInside(range: AddressRange, banks: readonly AddressRange[]): boolean {
  return banks.some((bank) => containsRange(bank, range));
}
