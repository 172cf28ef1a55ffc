import type { BootedKernel } from '../booted-kernel.ts';
import { larger } from '../unsigned.ts';
import type { DmaDevice } from './dma-device.ts';

/**
 * dma_supported(): dma_direct_supported(), or arm_dma_supported() (spec 05 §7, §9). Behind an IOMMU every mask is.
 */
export function supportsMask(device: DmaDevice, mask: bigint, kernel: BootedKernel): boolean {
  const { memblock, profile, zones } = kernel;
  const { arch, behaviours, config } = profile;
  if (device.iommu !== undefined) return true;
  if (arch === 'arm' && behaviours.armOperations === 'all-devices') return armSupports(device, mask, kernel);

  if (mask >= 0xffffffffn) return true;
  const page = BigInt(config.pageSize);
  const lastPage = (memblock.endOfDram() / page) * page;
  const last = lastPage - (behaviours.lastAddress === 'last-page' ? page : 1n);
  const needed = config.zoneDma && zones.dmaLimit < last ? zones.dmaLimit : last;
  return mask >= device.physToDma(needed);
}

/** Up to 4.20 the mask has to reach a page more. */
function armSupports(device: DmaDevice, mask: bigint, { memblock, profile }: BootedKernel): boolean {
  const page = BigInt(profile.config.pageSize);
  const pages = memblock.endOfDram() / page;
  const maskPfn = device.dmaToPhys(BigInt.asUintN(32, mask)) / page;
  if (profile.behaviours.armMaskCheck === 'when-set') return maskPfn >= pages - 1n;
  return maskPfn >= (pages < 0xfffffn ? pages : 0xfffffn);
}

/** dma_get_required_mask(): the mask that reaches all memory; behind an IOMMU 32 bits. */
export function requiredMask(device: DmaDevice, { memblock, profile }: BootedKernel): bigint {
  if (device.iommu !== undefined) return 0xffffffffn;
  const page = BigInt(profile.config.pageSize);
  const end = (memblock.endOfDram() / page) * page;
  const isByte = profile.behaviours.lastAddress === 'last-byte';
  const last = device.physToDma(larger(0n, end - (isByte ? 1n : page)));
  return last === 0n ? 0n : (1n << BigInt(last.toString(2).length)) - 1n;
}
