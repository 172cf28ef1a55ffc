import { type EfiRange, readEfiMap } from '../lint/efi-map.ts';
import { type FirmwareImage, readFirmware } from '../lint/firmware-image.ts';
import { diskFiles, type FileFault } from '../source/file-access.ts';
import { UsageError } from './usage-error.ts';

/** The largest modem firmware is near 100 MB. */
const mostBytes = 256 << 20;

/** The memory map of `--efi-map`. @throws UsageError for a file that cannot be read, or holds none */
export function readEfiMapFile(path: string): readonly EfiRange[] {
  const ranges = readEfiMap(new TextDecoder().decode(bytesOf('--efi-map', path)));
  if (ranges.length === 0) throw new UsageError(`--efi-map ${path}: no line of a UEFI memory map.`);
  return ranges;
}

/** The files of `--firmware NODE=FILE`, by node. @throws UsageError for one that cannot be read, or is no ELF file */
export function readFirmwareFiles(texts: readonly string[]): ReadonlyMap<string, FirmwareImage> {
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals <= 0) throw new UsageError(`--firmware ${text}: write NODE=FILE.`);
      const path = text.slice(equals + 1);
      const image = readFirmware(path, bytesOf('--firmware', path));
      if (image === undefined) throw new UsageError(`--firmware ${text}: neither ELF nor mbn.`);
      return [text.slice(0, equals), image];
    }),
  );
}

function bytesOf(option: string, path: string): Uint8Array {
  const bytes = diskFiles.read(path, mostBytes);
  if (typeof bytes === 'string')
    throw new UsageError(`${option} ${path}: cannot be read (${faults[bytes]}).`);
  return bytes;
}

const faults: Readonly<Record<FileFault, string>> = {
  missing: 'no such file',
  folder: 'it is a folder',
  unreadable: 'permission denied',
  'too-large': `larger than ${mostBytes >> 20} MiB`,
  special: 'no regular file',
};
