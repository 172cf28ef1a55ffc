import { type FirmwareImage, readFirmware } from '../../lint/firmware-image.ts';
import { diskFiles, type FileAccess } from '../../source/file-access.ts';
import { readFault } from './read-fault.ts';
import { good, type Setting, wrong } from './setting.ts';

/** The largest modem firmware is near 100 MB. */
const mostBytes = 256 << 20;

/** Firmware files by the node that they are for; each is written `NODE=FILE`. */
export function readFirmwareFiles(
  name: string,
  texts: readonly string[],
  access: FileAccess = diskFiles,
): Setting<ReadonlyMap<string, FirmwareImage>> {
  const images = new Map<string, FirmwareImage>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals <= 0) return wrong(`${name} ${text}: write NODE=FILE.`);
    const path = text.slice(equals + 1);
    const bytes = access.read(path, mostBytes);
    if (typeof bytes === 'string')
      return wrong(`${name} ${path}: cannot be read (${readFault(bytes, mostBytes)}).`);
    const image = readFirmware(path, bytes);
    if (image === undefined) return wrong(`${name} ${text}: neither ELF nor mbn.`);
    images.set(text.slice(0, equals), image);
  }
  return good(images);
}
