import type { Node } from '../../devicetree/tree.ts';
import { type DeviceAssignments, type InitResult, regionCount } from '../device-assignment.ts';
import { DmaDevice } from '../dma/dma-device.ts';
import type { DmaMachine } from '../dma/dma-machine.ts';
import { errno } from '../hooks/hook.ts';
import type { LogLine } from '../log.ts';
import type { DriverFacts, DriverUse } from './driver-facts.ts';
import { driverOf } from './driver-of.ts';
import { selectedEntries } from './selected-entries.ts';

/** What became of one entry of a device's `memory-region`. */
export interface ProbedEntry {
  readonly index: number;
  /** `unread`: the driver does not look at it. */
  readonly how: DriverUse['how'] | 'unread';
  /** 0 or a negative errno; undefined for what is not read. */
  readonly result: number | undefined;
}

/** A device after its driver's probe. */
export interface ProbedDevice {
  readonly device: DmaDevice;
  /** Undefined: none is known, and of_reserved_mem_device_init() of entry 0 was assumed. */
  readonly driver: DriverFacts | undefined;
  /** False: what the driver needs is not there, and it gives up. */
  readonly works: boolean;
  /** One for each entry. */
  readonly entries: readonly ProbedEntry[];
  /** The calls of of_reserved_mem_device_init_by_idx(), in order. */
  readonly calls: readonly ({ readonly index: number } & InitResult)[];
  readonly log: readonly LogLine[];
}

/** What a driver does that is not known: of_reserved_mem_device_init(). */
const assumedUse: DriverUse = {
  how: 'assign',
  select: { kind: 'index', index: 0 },
  required: false,
  onError: 'ignored',
  ownDevice: false,
  withoutIommu: false,
};

/** Has a device take its regions as its driver does (`driverOf()`), or as most drivers do where that is not known. */
export function probeDevice(node: Node, machine: DmaMachine, assignments: DeviceAssignments): ProbedDevice {
  return new Probe(node, machine, assignments).run();
}

class Probe {
  readonly #node: Node;
  readonly #machine: DmaMachine;
  readonly #assignments: DeviceAssignments;
  readonly #device: DmaDevice;
  readonly #targets: readonly (Node | undefined)[];
  readonly #entries = new Map<number, ProbedEntry>();
  readonly #calls: ({ readonly index: number } & InitResult)[] = [];
  readonly #log: LogLine[] = [];
  #ownDevices = 0;

  constructor(node: Node, machine: DmaMachine, assignments: DeviceAssignments) {
    this.#node = node;
    this.#machine = machine;
    this.#assignments = assignments;
    this.#device = machine.device(node);
    this.#targets = Array.from({ length: regionCount(node) ?? 0 }, (_, index) =>
      assignments.target(node, index),
    );
  }

  run(): ProbedDevice {
    const driver = driverOf(this.#node);
    for (const line of this.#assignments.configure(this.#device)) this.#log.push(line);
    if (driver?.maskBits !== undefined)
      this.#machine.setMask(this.#device, (1n << BigInt(driver.maskBits)) - 1n);

    const works = (driver?.uses ?? [assumedUse]).every((use) => this.#perform(use));
    const entries = this.#targets.map(
      (_, index): ProbedEntry => this.#entries.get(index) ?? { index, how: 'unread', result: undefined },
    );
    return { device: this.#device, driver, works, entries, calls: this.#calls, log: this.#log };
  }

  /** False: the driver gives up. */
  #perform(use: DriverUse): boolean {
    if (use.withoutIommu && this.#node.property('iommus') !== undefined) return true;
    const device = use.ownDevice ? this.#ownDevice() : this.#device;

    return selectedEntries(use.select, this.#node, this.#targets).every((index) => {
      const result = use.how === 'assign' ? this.#assign(device, index) : this.#find(index);
      this.#note({ index, how: use.how, result });
      if (result === 0 || use.onError !== 'fails') return true;
      return result === errno.noDevice && !use.required;
    });
  }

  #assign(device: DmaDevice, index: number): number {
    const call = this.#assignments.initByIndex(device, index);
    this.#calls.push({ index, ...call });
    for (const line of call.lines) this.#log.push(line);
    return call.result;
  }

  #find(index: number): number {
    const region = this.#assignments.regionToResource(this.#node, index);
    return typeof region === 'number' ? region : 0;
  }

  /** Of two things that a driver does with an entry the one counts that succeeds, and of those the assignment. */
  #note(entry: ProbedEntry): void {
    const known = this.#entries.get(entry.index);
    if (known?.result === 0 && (entry.result !== 0 || entry.how !== 'assign')) return;
    this.#entries.set(entry.index, entry);
  }

  /** The first device of a driver's own stands for the device itself: it is what allocates. */
  #ownDevice(): DmaDevice {
    this.#ownDevices++;
    if (this.#ownDevices === 1) return this.#device;
    return new DmaDevice(this.#node, this.#machine.kernel.model.tree, this.#machine.profile);
  }
}
