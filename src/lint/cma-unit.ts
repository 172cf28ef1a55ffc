import { cmaUnit } from '../kernel/cma-areas.ts';
import type { KernelProfile } from '../kernel/profile.ts';

const mebibyte = 1n << 20n;

/**
 * What kernels from 6.1 on take where there is no profile to ask: 4 KiB pages, in blocks of 2 MiB where there are huge
 * pages, else of the buddy allocator's largest order (spec 01 §5.2). Architectures with other page sizes are not in it.
 */
const unitByArchitecture: Readonly<Record<string, bigint>> = {
  arm: 4n * mebibyte,
  arm64: 2n * mebibyte,
  mips: 4n * mebibyte,
  riscv: 2n * mebibyte,
};

/**
 * The unit of kernels that are built for one family of chips, where the defconfig's is larger: Arm's is that of AM33xx, whose
 * largest order is one higher (spec 01 §5.2).
 */
export function smallerUnitOf({ arch, kconfig }: KernelProfile): bigint | undefined {
  return arch === 'arm' && kconfig === undefined ? 4n * mebibyte : undefined;
}

/** The CMA unit (CMA_MIN_ALIGNMENT_BYTES) of a kernel, or of an architecture; undefined for those that differ too much. */
export function cmaUnitOf(profile: KernelProfile | undefined, arch: string | undefined): bigint | undefined {
  if (profile !== undefined) return cmaUnit(profile);
  return arch !== undefined && Object.hasOwn(unitByArchitecture, arch) ? unitByArchitecture[arch] : undefined;
}
