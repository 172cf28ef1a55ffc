import { gunzip, isGzip } from '../../fdt/gunzip.ts';
import type { ProfileRequest } from '../../kernel/profile.ts';
import { readKconfig } from '../../kernel/profiles/read-kconfig.ts';
import { diskFiles, type FileAccess } from '../../source/file-access.ts';
import { readFault } from './read-fault.ts';
import { good, type Setting, wrong } from './setting.ts';

/** The largest `.config` upstream has 0.3 MB. */
const mostBytes = 16 << 20;

/** The kernel as options and configurations name it. */
export interface WrittenKernel {
  readonly version?: string | undefined;
  readonly arch?: string | undefined;
  /** `4K`, `16K`, `64K`. */
  readonly pageSize?: string | undefined;
  /** Path of a `.config`, packed or not. */
  readonly kconfig?: string | undefined;
}

/**
 * What is asked of a kernel's profile. A configuration's header names version and architecture where nobody else does.
 *
 * @param name how messages call the `.config`'s setting
 */
export function kernelRequest(
  { version, arch, pageSize, kconfig }: WrittenKernel,
  name: string,
  access: FileAccess = diskFiles,
): Setting<ProfileRequest> {
  const request = { version, arch, pageSize: pageBytes(pageSize) };
  if (kconfig === undefined) return good(request);

  const text = textOf(name, kconfig, access);
  if (!text.ok) return text;
  const read = readKconfig(text.value);
  if (!read.ok) return wrong(`${name} ${kconfig}: ${read.problem.message}`, read.problem.help);
  return good({
    ...request,
    version: version ?? read.kconfig.version,
    arch: arch ?? read.kconfig.arch,
    config: read.kconfig.symbols,
    kconfig,
  });
}

function pageBytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number.parseInt(text, 10) * 1024;
}

function textOf(name: string, path: string, access: FileAccess): Setting<string> {
  const bytes = access.read(path, mostBytes);
  if (typeof bytes === 'string')
    return wrong(`${name} ${path}: cannot be read (${readFault(bytes, mostBytes)}).`);
  if (!isGzip(bytes)) return good(new TextDecoder().decode(bytes));

  const unpacked = gunzip(bytes);
  if (typeof unpacked === 'string') return wrong(`${name} ${path}: cannot be unpacked: ${unpacked}.`);
  return good(new TextDecoder().decode(unpacked.bytes));
}
