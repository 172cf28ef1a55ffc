import type { BootedCmaArea } from '../booted-kernel.ts';
import type { KernelLog } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import { CmaArea } from './cma-area.ts';
import { cmaFailureLog } from './cma-failure-log.ts';

/** An area of the booted kernel, in use. `log` is told of requests that fail. */
export function createCmaArea(area: BootedCmaArea, profile: KernelProfile, log?: KernelLog): CmaArea {
  return new CmaArea({
    name: area.name,
    region: area.region?.path,
    basePage: Number(area.base / BigInt(profile.config.pageSize)),
    pageCount: area.pageCount,
    pageSize: profile.config.pageSize,
    maxAlignOrder: profile.config.cmaAlignmentOrder,
    exact: area.exact,
    activated: area.isActive,
    onFailure: log === undefined ? undefined : cmaFailureLog(log, profile.behaviours),
  });
}
