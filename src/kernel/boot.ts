import type { Node } from '../devicetree/tree.ts';
import type { MemoryModel } from '../memory/model.ts';
import { type BootInput, bootKernel } from './boot-kernel.ts';
import type { BootedKernel } from './booted-kernel.ts';
import { DeviceAssignments } from './device-assignment.ts';
import { DmaMachine } from './dma/dma-machine.ts';
import type { LogLine } from './log.ts';

/** What of_reserved_mem_device_init_by_idx() says to one entry of a device's `memory-region`. */
export interface BootedAssignment {
  readonly index: number;
  /** From `memory-region-names`. */
  readonly name: string | undefined;
  /** Path of the node that the entry names; undefined: none. */
  readonly region: string | undefined;
  /** 0 or a negative errno. */
  readonly result: number;
}

/** A device with its regions, as if its driver asked for each in turn. */
export interface BootedDevice {
  readonly node: Node;
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

/** Boots a kernel on a board and lets each device ask for each of its regions. */
export function boot(input: BootInput): BootResult {
  const kernel = bootKernel(input);
  if (kernel.outcome === 'panics') return { kernel, devices: [], log: kernel.log };

  const machine = new DmaMachine(kernel);
  const assignments = new DeviceAssignments(machine);
  const log = [...kernel.log];
  const devices: BootedDevice[] = [];
  for (const [node, uses] of usesByDevice(input.model)) {
    const device = machine.device(node);
    log.push(...assignments.configure(device));
    const results = uses.map(({ index, name }): BootedAssignment => {
      const { result, reason, target, lines } = assignments.initByIndex(device, index);
      input.trace?.add(node, () => ({ kind: 'assignment', index, target, result, reason }));
      log.push(...lines);
      return { index, name, region: target?.path, result };
    });
    devices.push({ node, assignments: results });
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
