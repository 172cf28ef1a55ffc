import { declareCoherentMemory } from '../dma/declare-coherent-memory.ts';
import type { KernelLog } from '../log.ts';
import type { KernelProfile } from '../profile.ts';
import {
  DriverDevice,
  type DriverFunction,
  type DriverKernel,
  DriverRegion,
  type ReservedMemoryDriver,
} from './driver.ts';
import { nodeFacts } from './driver-node.ts';
import { driverResult } from './driver-result.ts';
import {
  accepted,
  type Hook,
  type HookDevice,
  type HookDma,
  type HookOperations,
  type HookRegion,
  refused,
} from './hook.ts';

/** The hook of a driver of the user's own: the same interface as the built-in ones. */
export function driverHook(compatible: string, driver: ReservedMemoryDriver): Hook {
  const operations = operationsOf(compatible, driver);
  return {
    name: compatible,
    compatible,

    setup(region, { profile, log }) {
      const value = driver.setup?.(regionOf(region), kernelOf(profile, log));
      const result = checked('setup', compatible, value);
      return result === 0 ? accepted(operations) : refused(result);
    },
  };
}

function operationsOf(compatible: string, driver: ReservedMemoryDriver): HookOperations {
  const operations: HookOperations = {};

  if (driver.deviceInit !== undefined) {
    operations.deviceInit = (region, device, dma) => {
      const kernel = kernelOf(dma.profile, dma.log);
      const value = driver.deviceInit?.(regionOf(region), deviceOf(device, region, dma), kernel);
      return checked('deviceInit', compatible, value);
    };
  }

  if (driver.deviceRelease !== undefined) {
    operations.deviceRelease = (region, device, dma) => {
      const kernel = kernelOf(dma.profile, dma.log);
      driver.deviceRelease?.(regionOf(region), deviceOf(device, region, dma), kernel);
    };
  }
  return operations;
}

function checked(name: DriverFunction, compatible: string, value: unknown): number {
  const result = driverResult(value);
  if (result === undefined)
    throw new TypeError(`${name} of ${compatible} returned ${String(value)}, not 0 or a negative errno.`);
  return result;
}

function regionOf(region: HookRegion): DriverRegion {
  return new DriverRegion({ ...nodeFacts(region.node), base: region.base, size: region.size });
}

function deviceOf(device: HookDevice, region: HookRegion, dma: HookDma): DriverDevice {
  return new DriverDevice(nodeFacts(device.node), {
    declareCoherentMemory: (declaration) => declareCoherentMemory(device, region, declaration, dma.kernel),
    releaseCoherentMemory: () => {
      device.coherentPool = undefined;
    },
  });
}

function kernelOf(profile: KernelProfile, log: KernelLog): DriverKernel {
  const { version, arch, config } = profile;
  return {
    version,
    arch,
    pageSize: config.pageSize,
    log: (level, text) => log.print(level, text),
  };
}
