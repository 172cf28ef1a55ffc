import type { KernelProfile } from '../../profile.ts';
import { anyArea, defaultArea, nodeArea, ownArea } from './area-ways.ts';
import { armOwn } from './arm-own.ts';
import type { DispatchRule } from './dispatch-rule.ts';
import {
  all,
  hasDefaultArea,
  hasNodeArea,
  hasNoOwnArea,
  hasNoRestrictedPool,
  hasOwnArea,
  hasRestrictedPool,
  isMoreThanPage,
  isNotCoherent,
  isScattered,
  mayBlock,
  mayNotBlock,
  sizeIsZero,
  wantsNoMapping,
} from './dispatch-tests.ts';
import { mapped, scatteredPages } from './iommu-ways.ts';
import { directPages, piecePages, refused } from './page-ways.ts';
import { atomicPool, globalPool, restrictedPool } from './pool-ways.ts';

const source = 'dma_direct_alloc()';

/** dma_direct_alloc() in the order of its decisions (kernel/dma/direct.c; spec 05 §3). */
export function dmaDirect(profile: KernelProfile): readonly DispatchRule[] {
  const { arch, behaviours, config } = profile;
  const pages = {
    kind: 'list',
    name: '__dma_direct_alloc_pages()',
    rules: directPageRules(profile),
  } as const;
  const hasGlobalPool = behaviours.dmaDefault === 'global-pool' && config.dmaGlobalPool;
  const isArmOwn = arch === 'arm' && behaviours.armOperations === 'non-coherent-devices' && !hasGlobalPool;

  return [
    {
      test: behaviours.restrictedPools ? all(wantsNoMapping, hasNoRestrictedPool) : wantsNoMapping,
      way: pages,
      otherwise: 'fails',
      source: 'dma_direct_alloc_no_mapping()',
    },
    ...(isArmOwn
      ? ([
          {
            test: all(isNotCoherent, hasNoRestrictedPool),
            way: { kind: 'list', name: 'arch_dma_alloc()', rules: armOwn(profile) },
            otherwise: 'fails',
            source,
          },
        ] as const)
      : []),
    ...(hasGlobalPool
      ? ([{ test: isNotCoherent, way: globalPool, otherwise: 'fails', source }] as const)
      : []),
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source },
    ...(config.dmaDirectRemap
      ? ([
          {
            test: behaviours.restrictedPools
              ? all(isNotCoherent, mayNotBlock, hasNoRestrictedPool)
              : all(isNotCoherent, mayNotBlock),
            way: atomicPool,
            otherwise: 'fails',
            source,
          },
        ] as const)
      : ([
          {
            test: isNotCoherent,
            way: refused('NULL: coherent DMA allocations not supported on this platform.'),
            otherwise: 'fails',
            source,
          },
        ] as const)),
    { way: pages, otherwise: 'fails', source },
  ];
}

/** __dma_direct_alloc_pages(), of dma_direct_alloc() and of dma_alloc_pages() (spec 05 §4, 06 §3). */
export function directPageRules({ behaviours, config }: KernelProfile): readonly DispatchRule[] {
  const contiguous = 'dma_alloc_contiguous()';
  const anySize = behaviours.singlePageFromArea;
  const noOwnArea = all(mayBlock, hasNoOwnArea);
  return [
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source: 'alloc_pages()' },
    ...(behaviours.restrictedPools
      ? ([
          { test: hasRestrictedPool, way: restrictedPool, otherwise: 'fails', source: 'swiotlb_alloc()' },
        ] as const)
      : []),
    { test: all(mayBlock, hasOwnArea), way: ownArea, otherwise: 'next', source: contiguous },
    ...(config.numaCma
      ? ([
          {
            test: all(noOwnArea, isMoreThanPage, hasNodeArea),
            way: nodeArea,
            otherwise: 'next',
            source: contiguous,
          },
        ] as const)
      : []),
    {
      test: anySize ? all(noOwnArea, hasDefaultArea) : all(noOwnArea, isMoreThanPage, hasDefaultArea),
      way: defaultArea,
      otherwise: 'next',
      source: contiguous,
    },
    { way: directPages, otherwise: 'fails', source: 'alloc_pages()' },
  ];
}

const iommuSource = 'iommu_dma_alloc()';

/** iommu_dma_alloc() (drivers/iommu/dma-iommu.c; spec 05 §8). */
export function dmaIommu(profile: KernelProfile): readonly DispatchRule[] {
  return [
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source: iommuSource },
    { test: all(mayBlock, isScattered), way: scatteredPages, otherwise: 'fails', source: iommuSource },
    {
      test: all(mayNotBlock, isNotCoherent),
      way: mapped(atomicPool),
      otherwise: 'fails',
      source: iommuSource,
    },
    ...mappedAreas(profile, 'coherent'),
    { way: mapped(piecePages), otherwise: 'fails', source: 'iommu_dma_alloc_pages()' },
  ];
}

/** dma_common_alloc_pages() behind an IOMMU: the pages are mapped as a driver's own would be. */
export function iommuPages(profile: KernelProfile): readonly DispatchRule[] {
  const source = 'dma_common_alloc_pages()';
  return [
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source },
    ...mappedAreas(profile, 'streaming'),
    { way: mapped(piecePages, 'streaming'), otherwise: 'fails', source },
  ];
}

/** dma_alloc_contiguous() behind an IOMMU, wherever the area lies: one page is worth its trouble only in the device's own. */
function mappedAreas({ behaviours }: KernelProfile, mask: 'coherent' | 'streaming'): readonly DispatchRule[] {
  const source = 'dma_alloc_contiguous()';
  const noOwnArea = all(mayBlock, hasNoOwnArea);
  const size = behaviours.singlePageFromArea ? [] : [isMoreThanPage];
  const way = mapped(anyArea, mask);
  return [
    { test: all(mayBlock, hasOwnArea), way, otherwise: 'next', source },
    { test: all(noOwnArea, ...size, hasDefaultArea), way, otherwise: 'next', source },
  ];
}
