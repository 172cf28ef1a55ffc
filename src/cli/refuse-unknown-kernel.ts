import { type ProfileRequest, profileFor, versionsOf } from '../kernel/profile.ts';
import { UsageError } from './usage-error.ts';

/**
 * An architecture without a profile is linted without one; a version or page size that was asked for is not passed over.
 *
 * @throws UsageError
 */
export function refuseUnknownKernel({ version, arch, pageSize }: ProfileRequest): void {
  const isKnown = arch !== undefined && versionsOf(arch).length > 0;
  const result = profileFor({ version, pageSize, arch: isKnown ? arch : undefined });
  if (!result.ok) throw new UsageError(result.problem.message, result.problem.help);
}
