import { describe, expect, it } from 'vitest';
import { iommuKindOf, iommuKinds, lpaePageSizes } from '../../../../src/kernel/dma/iommu/iommu-kinds.ts';

describe('the IOMMU drivers', () => {
  it('are found by the most specific compatible string that one knows', () => {
    expect(iommuKindOf(['qcom,sdm845-smmu-500', 'qcom,smmu-500', 'arm,mmu-500'])?.driver).toBe('arm-smmu');
    expect(iommuKindOf(['acme,iommu', 'arm,smmu-v3'])?.driver).toBe('arm-smmu-v3');
    expect(iommuKindOf(['acme,iommu'])).toBeUndefined();
  });

  it('have no compatible string in common, and pages that the kernel can map one of its own by', () => {
    const names = iommuKinds.flatMap(({ compatible }) => compatible);
    expect(new Set(names).size).toBe(names.length);
    for (const { pageSizes } of iommuKinds)
      expect(pageSizes === 'lpae' || (pageSizes & 0x7000n) !== 0n).toBe(true);
  });

  it("of Arm's page tables have the sizes of the kernel's own", () => {
    // 4 KiB, 2 MiB and 1 GiB; 16 KiB and 32 MiB; 64 KiB and 512 MiB.
    expect([0x1000, 0x4000, 0x10000].map(lpaePageSizes)).toEqual([
      0x1000n + 0x200000n + 0x40000000n,
      0x4000n + 0x2000000n,
      0x10000n + 0x20000000n,
    ]);
  });
});
