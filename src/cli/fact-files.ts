import { type EfiRange, readEfiMap } from '../lint/efi-map.ts';
import type { FirmwareImage } from '../lint/firmware-image.ts';
import * as firmware from '../project/settings/firmware-files.ts';
import { readFault } from '../project/settings/read-fault.ts';
import { diskFiles } from '../source/file-access.ts';
import { UsageError, usable } from './usage-error.ts';

const mostBytes = 256 << 20;

/** The memory map of `--efi-map`. @throws UsageError for a file that cannot be read, or holds none */
export function readEfiMapFile(path: string): readonly EfiRange[] {
  const bytes = diskFiles.read(path, mostBytes);
  if (typeof bytes === 'string')
    throw new UsageError(`--efi-map ${path}: cannot be read (${readFault(bytes, mostBytes)}).`);
  const ranges = readEfiMap(new TextDecoder().decode(bytes));
  if (ranges.length === 0) throw new UsageError(`--efi-map ${path}: no line of a UEFI memory map.`);
  return ranges;
}

/** The files of `--firmware NODE=FILE`, by node. @throws UsageError for one that cannot be read, or is no ELF file */
export function readFirmwareFiles(texts: readonly string[]): ReadonlyMap<string, FirmwareImage> {
  return usable(firmware.readFirmwareFiles('--firmware', texts));
}
