import type { Architecture } from './architecture.ts';
import type { Behaviours } from './behaviours.ts';
import type { KconfigSymbols } from './kernel-config.ts';

/**
 * arm64's defconfig in the symbols that count. CMA_SIZE_MBYTES, DMA_RESTRICTED_POOL and NUMA stand in
 * arch/arm64/configs/defconfig; the others are what Kconfig makes of it.
 */
const arm64Defconfig: KconfigSymbols = new Map([
  ['ARM64_4K_PAGES', 'y'],
  ['DMA_CMA', 'y'],
  ['DMA_DECLARE_COHERENT', 'y'],
  ['DMA_RESTRICTED_POOL', 'y'],
  ['CMA_SIZE_MBYTES', '32'],
  ['CMA_SIZE_SEL_MBYTES', 'y'],
  ['CMA_ALIGNMENT', '8'],
  ['EFI', 'y'],
  ['ARM_GIC_V3_ITS', 'y'],
  ['NUMA', 'y'],
  ['DMA_PERNUMA_CMA', 'y'],
  ['HUGETLB_PAGE', 'y'],
  ['TRANSPARENT_HUGEPAGE', 'y'],
  ['ZONE_DMA', 'y'],
  ['ZONE_DMA32', 'y'],
  ['FSL_DPAA', 'y'],
]);

/**
 * 32-bit Arm's multi_v7_defconfig, the kernel for all chips of ARMv7: no LPAE, highmem, and the page orders of AM33xx. The size of
 * CMA stands in it; highmem, orders and split are those of the recorded kernels, which are built for as many chips.
 */
const armDefconfig: KconfigSymbols = new Map([
  ['DMA_CMA', 'y'],
  ['DMA_DECLARE_COHERENT', 'y'],
  ['CMA_SIZE_MBYTES', '64'],
  ['CMA_SIZE_SEL_MBYTES', 'y'],
  ['CMA_ALIGNMENT', '8'],
  ['HIGHMEM', 'y'],
  ['VMSPLIT_3G', 'y'],
  ['SOC_AM33XX', 'y'],
  ['ZONE_DMA', 'y'],
]);

/** riscv's defconfig: 64 bit, and without CMA, as Debian's kernel of the recordings. */
const riscvDefconfig: KconfigSymbols = new Map([
  ['DMA_DECLARE_COHERENT', 'y'],
  ['DMA_DIRECT_REMAP', 'y'],
  ['NUMA', 'y'],
  ['HUGETLB_PAGE', 'y'],
  ['ZONE_DMA32', 'y'],
]);

const byArchitecture: Readonly<Record<Architecture, KconfigSymbols>> = Object.freeze({
  arm64: arm64Defconfig,
  arm: armDefconfig,
  riscv: riscvDefconfig,
});

/** Newer kernels are built for 512 processors, older ones for 256, which is what no NR_CPUS stands for. */
const manyProcessors: KconfigSymbols = new Map([...arm64Defconfig, ['NR_CPUS', '512']]);

/** The newest kernels give memory nodes CMA areas unless told not to. */
const arm64WithNodeAreas: KconfigSymbols = new Map([
  ...manyProcessors,
  ['DMA_NUMA_CMA', 'y'],
  ['CMA_SIZE_PERNUMA', 'y'],
]);

/** The configuration that is taken where none is given. */
export function defconfigOf(arch: Architecture, { numaCma, memblockFull }: Behaviours): KconfigSymbols {
  if (arch === 'arm64' && numaCma === 'numa-by-default') return arm64WithNodeAreas;
  if (arch === 'arm64' && memblockFull === 'panics') return manyProcessors;
  return byArchitecture[arch];
}
