import { formatSizeAtBase, type Machine } from '../kernel/machine.ts';
import type { KernelProfile } from '../kernel/profile.ts';
import { formatBytes } from '../memory/quantity.ts';

/** A profile in words: `Linux 6.12 arm64, 4 KiB pages, defconfig (recorded)`. */
export function profileLine(profile: KernelProfile): string {
  const { arch, config, kconfig, basis } = profile;
  const pages = `${formatBytes(config.pageSize)} pages`;
  return `Linux ${versionWords(profile)} ${arch}, ${pages}, ${kconfig ?? 'defconfig'} (${basis})`;
}

/** A version as it was asked for, with the profile that stands in for it: `6.6, as 6.1 (nearest profile),`. */
function versionWords({ version, requested, isExactVersion }: KernelProfile): string {
  return isExactVersion ? version : `${requested ?? version}, as ${version} (nearest profile),`;
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
