import type { AddressRange } from '../memory/model.ts';
import { readSize, readSizeAtBase } from '../project/settings/size-at-base.ts';
import { usable } from './usage-error.ts';

/** {@link readSize} for an option. @throws UsageError that names it */
export function parseSize(option: string, text: string): bigint {
  return usable(readSize(option, text));
}

/** {@link readSizeAtBase} for an option. @throws UsageError that names it */
export function parseSizeAtBase(option: string, text: string): AddressRange {
  return usable(readSizeAtBase(option, text));
}
