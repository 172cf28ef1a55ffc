import { physOffsetOf } from '../arch/arm-boot.ts';
import type { BootedKernel } from '../booted-kernel.ts';
import { roundDown } from '../memblock.ts';

/** Where the linear map has its first byte: as the kernel's address, and as memory's. */
interface LinearMap {
  readonly pageOffset: bigint;
  readonly physOffset: bigint;
}

/**
 * virt_to_bus() of an address in the linear map: arithmetic alone, wrong behind an IOMMU and with `dma-ranges` (spec 05 §1). On arm64
 * without KASLR, which moves the map. Undefined: riscv has no such function.
 */
export function virtToBus(kernel: BootedKernel, virt: bigint): bigint | undefined {
  const map = linearMap(kernel);
  return map === undefined ? undefined : BigInt.asUintN(64, virt - map.pageOffset + map.physOffset);
}

/** bus_to_virt(). */
export function busToVirt(kernel: BootedKernel, bus: bigint): bigint | undefined {
  const map = linearMap(kernel);
  return map === undefined ? undefined : BigInt.asUintN(64, bus - map.physOffset + map.pageOffset);
}

function linearMap(kernel: BootedKernel): LinearMap | undefined {
  const { memblock, profile } = kernel;
  const { arch, behaviours, config, facts } = profile;
  if (arch === 'arm') return { pageOffset: config.pageOffset, physOffset: physOffsetOf(kernel) };
  if (arch !== 'arm64') return undefined;

  // Since 5.4 the linear map is the lower half of the kernel's addresses.
  const bits = behaviours.arm64LinearMap === 'lower-half' ? config.virtualBits : config.virtualBits - 1;
  const physOffset = roundDown(memblock.startOfDram(), facts.linearMapAlign);
  return { pageOffset: BigInt.asUintN(64, -(1n << BigInt(bits))), physOffset };
}
