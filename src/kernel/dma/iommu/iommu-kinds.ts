import type { Architecture } from '../../profile.ts';

/** An IOMMU driver of Linux, as far as the addresses of DMA hang on it. */
export interface IommuKind {
  readonly driver: string;
  readonly compatible: readonly string[];
  /** Where dma-iommu gives its devices addresses. On 32-bit Arm they have arm_iommu_create_mapping()'s, if any. */
  readonly architectures: readonly Architecture[];
  /** pgsize_bitmap; `lpae`: io-pgtable-arm's sizes for the kernel's page size. */
  readonly pageSizes: bigint | 'lpae';
  /** Bits of the aperture; `virtual`: those of the kernel's virtual addresses, 48 at most. */
  readonly apertureBits: number | 'virtual';
  /** Window of software MSIs (MSI_IOVA_BASE), listed as reserved and given out all the same. */
  readonly softwareMsi: boolean;
  /** IOMMU_CAP_DEFERRED_FLUSH: whether lazy mode does anything. */
  readonly defersFlush: boolean;
  /** How devices come to share a group: by the streams that they have in common, or not at all, or all of one IOMMU. */
  readonly groups: 'device' | 'stream' | 'all';
  /** Kernel file. */
  readonly source: string;
}

const arm64: readonly Architecture[] = ['arm64'];
const arm64AndArm: readonly Architecture[] = ['arm64', 'arm'];
const fourKib = 0x1000n;
const shortDescriptors = 0x1111000n;

/** The drivers that are bound by a device tree's `compatible`, from the 6.12 sources. */
export const iommuKinds: readonly IommuKind[] = Object.freeze([
  {
    driver: 'arm-smmu-v3',
    compatible: ['arm,smmu-v3'],
    architectures: arm64,
    pageSizes: 'lpae',
    apertureBits: 'virtual',
    softwareMsi: true,
    defersFlush: true,
    groups: 'device',
    source: 'drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c',
  },
  {
    driver: 'arm-smmu',
    compatible: [
      'arm,smmu-v1',
      'arm,smmu-v2',
      'arm,mmu-400',
      'arm,mmu-401',
      'arm,mmu-500',
      'cavium,smmu-v2',
      'nvidia,smmu-500',
      'qcom,smmu-v2',
      'qcom,smmu-500',
      'qcom,adreno-smmu',
    ],
    architectures: arm64,
    pageSizes: 'lpae',
    apertureBits: 'virtual',
    softwareMsi: true,
    defersFlush: true,
    groups: 'stream',
    source: 'drivers/iommu/arm/arm-smmu/arm-smmu.c',
  },
  {
    driver: 'qcom_iommu',
    compatible: ['qcom,msm-iommu-v1', 'qcom,msm-iommu-v2'],
    architectures: arm64,
    pageSizes: 'lpae',
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'device',
    source: 'drivers/iommu/arm/arm-smmu/qcom_iommu.c',
  },
  {
    driver: 'msm_iommu',
    compatible: ['qcom,apq8064-iommu'],
    architectures: ['arm'],
    pageSizes: shortDescriptors,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'device',
    source: 'drivers/iommu/msm_iommu.c',
  },
  {
    driver: 'ipmmu-vmsa',
    compatible: [
      'renesas,ipmmu-vmsa',
      'renesas,ipmmu-r8a774a1',
      'renesas,ipmmu-r8a774b1',
      'renesas,ipmmu-r8a774c0',
      'renesas,ipmmu-r8a774e1',
      'renesas,ipmmu-r8a7795',
      'renesas,ipmmu-r8a7796',
      'renesas,ipmmu-r8a77961',
      'renesas,ipmmu-r8a77965',
      'renesas,ipmmu-r8a77970',
      'renesas,ipmmu-r8a77980',
      'renesas,ipmmu-r8a77990',
      'renesas,ipmmu-r8a77995',
      'renesas,ipmmu-r8a779a0',
      'renesas,rcar-gen4-ipmmu-vmsa',
    ],
    architectures: arm64AndArm,
    pageSizes: 0x40201000n,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'all',
    source: 'drivers/iommu/ipmmu-vmsa.c',
  },
  {
    driver: 'rk_iommu',
    compatible: ['rockchip,iommu', 'rockchip,rk3568-iommu'],
    architectures: arm64AndArm,
    pageSizes: 0x7ff000n,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'stream',
    source: 'drivers/iommu/rockchip-iommu.c',
  },
  {
    driver: 'mtk-iommu',
    compatible: [
      'mediatek,mt2712-m4u',
      'mediatek,mt6779-m4u',
      'mediatek,mt6795-m4u',
      'mediatek,mt8167-m4u',
      'mediatek,mt8173-m4u',
      'mediatek,mt8183-m4u',
      'mediatek,mt8186-iommu-mm',
      'mediatek,mt8188-iommu-vdo',
      'mediatek,mt8188-iommu-vpp',
      'mediatek,mt8192-m4u',
      'mediatek,mt8195-iommu-vdo',
      'mediatek,mt8195-iommu-vpp',
      'mediatek,mt8365-m4u',
    ],
    architectures: arm64,
    pageSizes: shortDescriptors,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'all',
    source: 'drivers/iommu/mtk_iommu.c',
  },
  {
    driver: 'apple-dart',
    compatible: ['apple,t8103-dart', 'apple,t8103-usb4-dart', 'apple,t8110-dart', 'apple,t6000-dart'],
    architectures: arm64,
    pageSizes: 0x2004000n,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'stream',
    source: 'drivers/iommu/apple-dart.c',
  },
  {
    driver: 'sun50i-iommu',
    compatible: ['allwinner,sun50i-h6-iommu', 'allwinner,sun50i-h616-iommu'],
    architectures: arm64,
    pageSizes: fourKib,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'all',
    source: 'drivers/iommu/sun50i-iommu.c',
  },
  {
    driver: 'sprd-iommu',
    compatible: ['sprd,iommu-v1'],
    architectures: arm64,
    pageSizes: fourKib,
    apertureBits: 28,
    softwareMsi: false,
    defersFlush: false,
    groups: 'all',
    source: 'drivers/iommu/sprd-iommu.c',
  },
  {
    driver: 'exynos-sysmmu',
    compatible: ['samsung,exynos-sysmmu'],
    architectures: arm64AndArm,
    pageSizes: 0x111000n,
    apertureBits: 32,
    softwareMsi: false,
    defersFlush: false,
    groups: 'device',
    source: 'drivers/iommu/exynos-iommu.c',
  },
]);

const byCompatible: ReadonlyMap<string, IommuKind> = new Map(
  iommuKinds.flatMap((kind) => kind.compatible.map((name) => [name, kind] as const)),
);

/** The driver of a node with these `compatible` strings, the most specific first. */
export function iommuKindOf(compatible: readonly string[]): IommuKind | undefined {
  for (const name of compatible) {
    const kind = byCompatible.get(name);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** io-pgtable-arm's sizes (arm_lpae_restrict_pgsizes()): those of the kernel's own tables. */
export function lpaePageSizes(pageSize: number): bigint {
  if (pageSize === 0x4000) return 0x2004000n;
  return pageSize === 0x10000 ? 0x20010000n : 0x40201000n;
}
