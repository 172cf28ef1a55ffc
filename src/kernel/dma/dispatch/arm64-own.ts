import type { KernelProfile } from '../../profile.ts';
import { anyArea } from './area-ways.ts';
import type { DispatchRule } from './dispatch-rule.ts';
import {
  all,
  hasArea,
  hasIommu,
  isContiguous,
  isNotCoherent,
  isUnconfigured,
  isXen,
  mayBlock,
  mayNotBlock,
  sizeIsZero,
} from './dispatch-tests.ts';
import { mapped, scatteredPages } from './iommu-ways.ts';
import { piecePages, refused, swiotlbPages } from './page-ways.ts';
import { atomicPool } from './pool-ways.ts';

const source = '__dma_alloc()';

/** arm64's own operations up to 4.20 (get_dma_ops(), arch/arm64/mm/dma-mapping.c; spec 05 §6). */
export function arm64Own({ behaviours }: KernelProfile): readonly DispatchRule[] {
  return [
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source: 'dma_alloc_attrs()' },
    {
      test: isXen,
      way: { ...swiotlbPages, name: 'xen_dma_ops' },
      otherwise: 'fails',
      source: 'get_dma_ops()',
    },
    {
      test: isUnconfigured,
      way: refused('dummy_dma_ops: NULL'),
      otherwise: 'fails',
      source: 'get_dma_ops()',
    },
    {
      test: hasIommu,
      way: { kind: 'list', name: 'iommu_dma_ops', rules: iommuRules },
      otherwise: 'fails',
      source: 'get_dma_ops()',
    },
    { test: all(isNotCoherent, mayNotBlock), way: atomicPool, otherwise: 'fails', source },
    {
      test: all(hasArea, mayBlock),
      way: anyArea,
      otherwise: behaviours.arm64FullArea === 'final' ? 'fails' : 'next',
      source: '__dma_alloc_coherent()',
    },
    { way: swiotlbPages, otherwise: 'fails', source: 'swiotlb_alloc_coherent()' },
  ];
}

const iommuSource = '__iommu_alloc_attrs()';

const iommuRules: readonly DispatchRule[] = [
  { test: all(mayNotBlock, isNotCoherent), way: mapped(atomicPool), otherwise: 'fails', source: iommuSource },
  { test: mayNotBlock, way: mapped(piecePages), otherwise: 'fails', source: iommuSource },
  { test: isContiguous, way: mapped(anyArea), otherwise: 'fails', source: iommuSource },
  { way: scatteredPages, otherwise: 'fails', source: iommuSource },
];
