import type { ProfileRequest } from '../kernel/profile.ts';
import type { KernelArguments } from './options/profile-options.ts';
import { usable } from './usage-error.ts';

/**
 * What the options say about the kernel. A configuration's header names version and architecture where no option does.
 *
 * @throws UsageError for a `--kconfig` file that cannot be read, or is none
 */
export async function profileRequest(args: KernelArguments): Promise<ProfileRequest> {
  const { kernel: version, arch, pageSize, kconfig } = args;
  const { kernelRequest } = await import('../project/settings/kernel-request.ts');
  return usable(kernelRequest({ version, arch, pageSize, kconfig }, '--kconfig'));
}
