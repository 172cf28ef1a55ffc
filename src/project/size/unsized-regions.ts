import type { BootedKernel, BootedRegion } from '../../kernel/booted-kernel.ts';
import { createDmaSystem } from '../../kernel/dma/dma-system.ts';
import type { Problem } from '../../source/problem.ts';
import type { TrialCell } from './trial-board.ts';

/** Regions of the workload's devices that are no pool to be sized: those devices allocate elsewhere, and that is what is sized. */
export function unsizedRegions({ kernel, workload }: TrialCell): readonly Problem[] {
  const system = createDmaSystem(kernel);
  const devices = new Set(workload.devices);
  const hasPool = (path: string): boolean => {
    const device = system.device(path);
    return device?.coherentPool !== undefined || device?.cmaArea !== undefined;
  };
  return kernel.regions.flatMap((region): readonly Problem[] => {
    const users = kernel.model.regionOf(region.node)?.users ?? [];
    const own = [...new Set(users.map(({ device }) => device.path))].filter((path) => devices.has(path));
    // What has a pool beside it, as remote processors have beside their firmware's, does not allocate from it.
    const without = region.state === 'failed' ? own : own.filter((path) => !hasPool(path));
    if (without.length === 0) return [];
    const { place, path } = region.node;
    const message = region.compatible.includes('restricted-dma-pool')
      ? `${path} is a restricted pool, and is not sized.`
      : `${path} is no pool on this kernel (${whyNone(region, kernel)}), and is not sized: ${without.join(', ')} would allocate elsewhere.`;
    return [{ severity: 'warning', code: 'region-lost', message, place }];
  });
}

function whyNone(region: BootedRegion, { model, profile }: BootedKernel): string {
  const { state, reason, kind, compatible, node, base = 0n } = region;
  if (state === 'failed') return reason ?? 'it fails';
  if (model.regionOf(node)?.available === false) return 'it is disabled';
  if (kind === 'placeholder') return 'it has neither `reg` nor `size`';
  if (!compatible.includes('shared-dma-pool')) return 'its compatible is not `shared-dma-pool`';
  if (base % BigInt(profile.config.pageSize) !== 0n) return 'it does not begin on a page';
  return 'the device does not get it';
}
