import { formatSizeAtBase, type Machine } from '../kernel/machine.ts';
import type { KernelProfile } from '../kernel/profile.ts';
import { formatBytes } from '../memory/quantity.ts';

/** A profile in words: `Linux 6.12 arm64, 4 KiB pages, defconfig (recorded)`. */
export function profileLine({ version, arch, config, kconfig, basis }: KernelProfile): string {
  return `Linux ${version} ${arch}, ${formatBytes(config.pageSize)} pages, ${kconfig ?? 'defconfig'} (${basis})`;
}

/** Where kernel image, initrd and blob lie, and which of that is assumed. */
export function placementLine({ kernelImage, initrd, fdt, assumed }: Machine): string {
  const mark = (field: string): string => (assumed.includes(field) ? ' (assumed)' : '');
  return [
    `kernel image ${formatSizeAtBase(kernelImage)}${mark('kernelImage')}`,
    initrd === undefined ? 'no initrd' : `initrd ${formatSizeAtBase(initrd)}`,
    `device tree ${formatSizeAtBase(fdt)}${mark('fdt')}`,
  ].join(', ');
}
