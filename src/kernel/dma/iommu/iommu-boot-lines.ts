import type { Behaviours } from '../../profiles/behaviours.ts';
import type { IommuParameters } from './iommu-parameters.ts';

/** What iommu_subsys_init() prints of the command line's wishes. */
export function iommuBootLines(
  { passthrough, strict }: IommuParameters,
  { invalidationLine }: Pick<Behaviours, 'invalidationLine'>,
): readonly string[] {
  const wished = ' (set via kernel command line)';
  const type = passthrough === true ? 'Passthrough' : 'Translated';
  const lines = [`iommu: Default domain type: ${type}${passthrough === undefined ? '' : wished}`];
  if (passthrough === true || !invalidationLine) return lines;
  const mode = strict === false ? 'lazy' : 'strict';
  return [
    ...lines,
    `iommu: DMA domain TLB invalidation policy: ${mode} mode${strict === undefined ? '' : wished}`,
  ];
}
