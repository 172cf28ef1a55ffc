import { type KernelProfile, type ProfileRequest, profileFor } from '../kernel/profile.ts';

const usual: ProfileRequest = {};
/** By what is said about the kernel, and by architecture: the boards of a run share few. */
const known = new WeakMap<ProfileRequest, Map<string, KernelProfile | undefined>>();

/** The profile that a board of an architecture is judged by; undefined for one without. A request is taken to stay as it is. */
export function profileOfBoard(
  kernel: ProfileRequest | undefined,
  arch: string | undefined,
): KernelProfile | undefined {
  if (arch === undefined) return undefined;
  const request = kernel ?? usual;
  let byArch = known.get(request);
  if (byArch === undefined) {
    byArch = new Map();
    known.set(request, byArch);
  }
  if (!byArch.has(arch)) {
    const chosen = profileFor({ ...request, arch });
    byArch.set(arch, chosen.ok ? chosen.profile : undefined);
  }
  return byArch.get(arch);
}
