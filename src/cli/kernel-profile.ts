import { gunzip, isGzip } from '../fdt/gunzip.ts';
import type { ProfileRequest } from '../kernel/profile.ts';
import { diskFiles, type FileFault } from '../source/file-access.ts';
import type { KernelArguments } from './options/profile-options.ts';
import { UsageError } from './usage-error.ts';

/** The largest `.config` upstream has 0.3 MB. */
const mostBytes = 16 << 20;

/**
 * What the options say about the kernel. A configuration's header names version and architecture where no option does.
 *
 * @throws UsageError for a `--kconfig` file that cannot be read, or is none
 */
export async function profileRequest(args: KernelArguments): Promise<ProfileRequest> {
  const request = { version: args.kernel, arch: args.arch, pageSize: pageBytes(args.pageSize) };
  if (args.kconfig === undefined) return request;

  const { readKconfig } = await import('../kernel/profiles/read-kconfig.ts');
  const read = readKconfig(textOf(args.kconfig));
  if (!read.ok) throw new UsageError(`--kconfig ${args.kconfig}: ${read.problem.message}`, read.problem.help);

  const { symbols, version, arch } = read.kconfig;
  return {
    ...request,
    version: args.kernel ?? version,
    arch: args.arch ?? arch,
    config: symbols,
    kconfig: args.kconfig,
  };
}

function pageBytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number.parseInt(text, 10) * 1024;
}

/** The text of a configuration, packed or not. */
function textOf(path: string): string {
  const bytes = diskFiles.read(path, mostBytes);
  if (typeof bytes === 'string')
    throw new UsageError(`--kconfig ${path}: cannot be read (${faults[bytes]}).`);
  if (!isGzip(bytes)) return new TextDecoder().decode(bytes);

  const unpacked = gunzip(bytes);
  if (typeof unpacked === 'string')
    throw new UsageError(`--kconfig ${path}: cannot be unpacked: ${unpacked}.`);
  return new TextDecoder().decode(unpacked.bytes);
}

const faults: Readonly<Record<FileFault, string>> = {
  missing: 'no such file',
  folder: 'it is a folder',
  unreadable: 'permission denied',
  'too-large': `larger than ${mostBytes >> 20} MiB`,
  special: 'no regular file',
};
