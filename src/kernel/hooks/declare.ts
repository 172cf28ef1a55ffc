import type { ReservedMemoryDriver } from './driver.ts';
import { driverHook } from './driver-hook.ts';
import type { Hook } from './hook.ts';

export type {
  DeclareOptions,
  DriverDevice,
  DriverKernel,
  DriverRegion,
  ReservedMemoryDriver,
} from './driver.ts';
export type { DriverNode } from './driver-node.ts';
export { errno, type Hook } from './hook.ts';

/**
 * Declares a reserved-memory driver for a compatible, as RESERVEDMEM_OF_DECLARE() does.
 *
 * In a file that `--hooks` names, calling it is enough. In a program, the hook that it returns is given to `bootBoard()`.
 *
 * @throws TypeError where the emulated kernel runs it and a function returns neither nothing, 0 nor a negative errno
 */
export function declareReservedMemory(compatible: string, driver: ReservedMemoryDriver): Hook {
  return driverHook(compatible, driver);
}
