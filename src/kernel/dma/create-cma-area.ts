import type { BootedCmaArea } from '../booted-kernel.ts';
import type { KernelProfile } from '../profile.ts';
import { CmaArea } from './cma-area.ts';

/** An area of the booted kernel, in use. */
export function createCmaArea(area: BootedCmaArea, profile: KernelProfile): CmaArea {
  return new CmaArea({
    name: area.name,
    region: area.region?.path,
    basePage: Number(area.base / BigInt(profile.config.pageSize)),
    pageCount: area.pageCount,
    pageSize: profile.config.pageSize,
    maxAlignOrder: profile.config.cmaAlignmentOrder,
    exact: area.exact,
    activated: area.isActive,
  });
}
