import type { KernelProfile } from '../../profile.ts';
import { armIommu, armOwn } from './arm-own.ts';
import { arm64Own } from './arm64-own.ts';
import type { DmaCall } from './ask.ts';
import type { DispatchRule, NoteWay } from './dispatch-rule.ts';
import { hasDevicePool, hasIommu, isCompound, maskIsZero, wantsZone } from './dispatch-tests.ts';
import { directPageRules, dmaDirect, dmaIommu, iommuPages } from './dma-direct.ts';
import { refused } from './page-ways.ts';
import { devicePool } from './pool-ways.ts';

/** The rules by which a kernel answers each family of calls. */
export type Dispatch = Readonly<Record<DmaCall, readonly DispatchRule[]>>;

const entry = 'dma_alloc_attrs()';

/** A kernel's whole dispatch (kernel/dma/mapping.c, older include/linux/dma-mapping.h; spec 05 §2), as data. */
export function dispatchOf(profile: KernelProfile): Dispatch {
  const { arch, behaviours } = profile;
  const behindIommu: DispatchRule = {
    test: hasIommu,
    way:
      arch === 'arm'
        ? { kind: 'list', name: 'arm_iommu_alloc_attrs()', rules: armIommu }
        : { kind: 'list', name: 'iommu_dma_alloc()', rules: dmaIommu(profile) },
    otherwise: 'fails',
    source: entry,
  };
  const pagesBehindIommu: DispatchRule = {
    test: hasIommu,
    way: { kind: 'list', name: 'dma_common_alloc_pages()', rules: iommuPages(profile) },
    otherwise: 'fails',
    source: '__dma_alloc_pages()',
  };
  const pool: DispatchRule = {
    test: hasDevicePool,
    way: devicePool,
    otherwise: behaviours.poolExclusive === 'always' ? 'fails' : 'next-if-shared',
    source: 'dma_alloc_from_dev_coherent()',
  };

  return {
    attrs: [
      ...entryRules(profile),
      pool,
      ...(arch === 'arm64' && behaviours.arm64Operations === 'own'
        ? arm64Own(profile)
        : [behindIommu, ...ownOrDirect(profile)]),
    ],
    pages: [
      zonedPages,
      ...(arch === 'arm64' && behaviours.arm64Operations === 'own' ? [] : [pagesBehindIommu]),
      ...directPageRules(profile),
    ],
  };
}

/** __dma_alloc_pages() knows no zones. */
const zonedPages: DispatchRule = {
  test: wantsZone,
  way: refused('NULL, with a warning', 'not-supported', ({ memory }) =>
    memory.warnOnce('kernel/dma/mapping.c __dma_alloc_pages (zone)'),
  ),
  otherwise: 'fails',
  source: '__dma_alloc_pages()',
};

function ownOrDirect(profile: KernelProfile): readonly DispatchRule[] {
  const isArmOwn = profile.arch === 'arm' && profile.behaviours.armOperations === 'all-devices';
  return isArmOwn ? armOwn(profile) : dmaDirect(profile);
}

/** What dma_alloc_attrs() looks at before it asks anybody. */
function entryRules({ behaviours }: KernelProfile): readonly DispatchRule[] {
  const warns: DispatchRule = { test: maskIsZero, way: zeroMaskNote, otherwise: 'next', source: entry };
  const compound: DispatchRule = {
    test: isCompound,
    way: refused('NULL, with a warning', 'not-supported', ({ memory }) =>
      memory.warnOnce('kernel/dma/mapping.c dma_alloc_attrs (__GFP_COMP)'),
    ),
    otherwise: 'fails',
    source: entry,
  };
  return [
    ...(behaviours.zeroMask === 'warned' ? [warns] : []),
    ...(behaviours.compoundPages === 'refused' ? [compound] : []),
  ];
}

const zeroMaskNote: NoteWay = {
  kind: 'note',
  name: 'warning, once',
  note: ({ memory }) => memory.warnOnce('kernel/dma/mapping.c dma_alloc_attrs (mask)'),
};
