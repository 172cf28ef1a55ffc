import { readFileSync } from 'node:fs';
import type { ProfileRequest } from '../kernel/profile.ts';
import type { KernelArguments } from './options/profile-options.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

/** What the options say about the kernel. @throws UsageError for a `--kconfig` file that cannot be read */
export async function profileRequest(args: KernelArguments): Promise<ProfileRequest> {
  const request = { version: args.kernel, arch: args.arch };
  if (args.kconfig === undefined) return request;

  const { parseKconfig } = await import('../kernel/profiles/kernel-config.ts');
  return { ...request, config: parseKconfig(readKconfig(args.kconfig)), kconfig: args.kconfig };
}

function readKconfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--kconfig ${path}: cannot be read (${systemReason(error)}).`);
  }
}
