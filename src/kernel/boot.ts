import type { Node } from '../devicetree/tree.ts';
import type { MemoryModel } from '../memory/model.ts';
import { type BootInput, bootKernel } from './boot-kernel.ts';
import type { BootedKernel } from './booted-kernel.ts';
import { DeviceAssignments } from './device-assignment.ts';
import { DmaMachine } from './dma/dma-machine.ts';
import { type ProbedEntry, probeDevice } from './drivers/probe-device.ts';
import type { LogLine } from './log.ts';

/** What becomes of one entry of a device's `memory-region`. */
export interface BootedAssignment extends ProbedEntry {
  /** From `memory-region-names`. */
  readonly name: string | undefined;
  /** Path of the node that the entry names; undefined: none. */
  readonly region: string | undefined;
}

/** A device with its regions, as its driver takes them. */
export interface BootedDevice {
  readonly node: Node;
  /** Undefined: it is not known, and of_reserved_mem_device_init() is assumed. */
  readonly driver: string | undefined;
  /** False: what the driver needs is not there, and it gives up. */
  readonly works: boolean;
  readonly assignments: readonly BootedAssignment[];
}

/** A whole emulated boot: what `carveout boot` shows. */
export interface BootResult {
  readonly kernel: BootedKernel;
  /** Available devices with a `memory-region`, in tree order. None where the kernel panics. */
  readonly devices: readonly BootedDevice[];
  /** The kernel's messages and those of the assignments after it. */
  readonly log: readonly LogLine[];
}

/** Boots a kernel on a board and lets each device take its regions as its driver does. */
export function boot(input: BootInput): BootResult {
  const kernel = bootKernel(input);
  if (kernel.outcome === 'panics') return { kernel, devices: [], log: kernel.log };

  const machine = new DmaMachine(kernel);
  const assignments = new DeviceAssignments(machine);
  const log = [...kernel.log];
  const devices: BootedDevice[] = [];
  for (const [node, uses] of usesByDevice(input.model)) {
    const { driver, works, entries, calls, log: printed } = probeDevice(node, machine, assignments);
    for (const line of printed) log.push(line);
    for (const { index, target, result, reason } of calls)
      input.trace?.add(node, () => ({ kind: 'assignment', index, target, result, reason }));
    const results = entries.map((entry, at): BootedAssignment => {
      const use = uses[at];
      return { ...entry, name: use?.name, region: use?.target?.path };
    });
    devices.push({ node, driver: driver?.name, works, assignments: results });
  }
  return { kernel, devices, log };
}

function usesByDevice({ uses }: MemoryModel): ReadonlyMap<Node, MemoryModel['uses'][number][]> {
  const devices = new Map<Node, MemoryModel['uses'][number][]>();
  for (const use of uses) {
    if (use.property.name !== 'memory-region' || !use.deviceAvailable) continue;
    const known = devices.get(use.device);
    if (known === undefined) devices.set(use.device, [use]);
    else known.push(use);
  }
  return devices;
}
