import type { Node } from '../devicetree/tree.ts';
import { readCell } from '../memory/cells.ts';
import { isAvailable } from '../memory/status.ts';
import type { AssignmentReason } from './boot-trace.ts';
import type { BootedKernel } from './booted-kernel.ts';
import { deviceName } from './device-name.ts';
import type { DmaDevice } from './dma/dma-device.ts';
import type { DmaMachine } from './dma/dma-machine.ts';
import { errno } from './hooks/hook.ts';
import type { LogLine } from './log.ts';
import { isCompatible } from './reserved/compatible.ts';
import type { RegionEntry } from './reserved/region-table.ts';

/** What one call of of_reserved_mem_device_init_by_idx() did. */
export interface InitResult {
  /** 0 or a negative errno. */
  readonly result: number;
  readonly reason: AssignmentReason;
  /** The node that the entry names, wherever it stands. */
  readonly target: Node | undefined;
  /** What the kernel printed: a hook's messages, and the assignment where there was one. */
  readonly lines: readonly LogLine[];
}

/** Devices and their regions: of_reserved_mem_device_init_by_idx() and its kin (spec 03 §1). */
export class DeviceAssignments {
  readonly #machine: DmaMachine;
  readonly #kernel: BootedKernel;
  /** The regions that each device holds (struct rmem_assigned_device), the last one at the end. */
  readonly #assigned = new Map<DmaDevice, RegionEntry[]>();

  constructor(machine: DmaMachine) {
    this.#machine = machine;
    this.#kernel = machine.kernel;
  }

  /**
   * of_dma_set_restricted_buffer(), before a driver probes: the first available restricted pool that the device names becomes
   * its own (spec 03 §4). What the kernel printed.
   */
  configure(device: DmaDevice, driver = 'platform'): readonly LogLine[] {
    if (!this.#kernel.profile.config.dmaRestrictedPool) return [];
    const count = regionCount(device.node) ?? 0;
    for (let index = 0; index < count; index++) {
      const target = targetOf(device.node, index, this.#kernel);
      if (target === undefined || !isAvailable(target) || !isCompatible(target, 'restricted-dma-pool'))
        continue;

      const { result, lines } = this.initByIndex(device, index, driver);
      if (result === 0) return lines;
      const text = `${driver} ${deviceName(device.node)}: failed to initialise "restricted-dma-pool" memory node`;
      return [...lines, { level: 'warning', text }];
    }
    return [];
  }

  /** of_reserved_mem_device_init_by_idx(dev, dev->of_node, index). `driver` is what stands before the device's name in the log. */
  initByIndex(device: DmaDevice, index: number, driver = 'platform'): InitResult {
    const target = targetOf(device.node, index, this.#kernel);
    if (target === undefined) return { result: errno.noDevice, reason: 'no-entry', target, lines: [] };
    const { disabledTarget } = this.#kernel.profile.behaviours;
    if (disabledTarget === 'nothing-assigned' && !isAvailable(target))
      return { result: 0, reason: 'disabled', target, lines: [] };

    const entry = this.#lookup(target);
    const deviceInit = entry?.operations?.deviceInit;
    if (entry === undefined) return { result: errno.invalid, reason: 'not-in-table', target, lines: [] };
    if (deviceInit === undefined)
      return { result: errno.invalid, reason: 'no-operations', target, lines: [] };

    const { log } = this.#machine;
    const printed = log.lines.length;
    const result = deviceInit(entry, device, this.#machine);
    if (result === 0) {
      this.#entriesOf(device).push(entry);
      log.info(`${driver} ${deviceName(device.node)}: assigned reserved memory node ${entry.name}`);
    }
    const reason = result === 0 ? 'assigned' : 'refused';
    return { result, reason, target, lines: log.lines.slice(printed) };
  }

  /** of_reserved_mem_device_init_by_name(). */
  initByName(device: DmaDevice, name: string, driver = 'platform'): InitResult {
    return this.initByIndex(device, indexOfName(device.node, name), driver);
  }

  /** of_reserved_mem_device_release(): all of the device's regions, the last one first, or on old kernels that one only. */
  release(device: DmaDevice): void {
    const held = this.#entriesOf(device);
    const isNewest = this.#kernel.profile.behaviours.release === 'newest';
    const released = held.splice(isNewest ? -1 : 0).reverse();
    for (const entry of released) entry.operations?.deviceRelease?.(entry, device, this.#machine);
  }

  /** The node that an entry of `memory-region` names (of_parse_phandle()). */
  target(node: Node, index: number): Node | undefined {
    return targetOf(node, index, this.#kernel);
  }

  /** of_reserved_mem_lookup(): also regions that no hook took; undefined: the kernel does not know it. */
  lookup(target: Node): RegionEntry | undefined {
    return this.#kernel.table.byName(target.name);
  }

  /**
   * of_reserved_mem_region_to_resource() (7.2): the region of an entry, or a negative errno. Before there was that function,
   * drivers did the same each in its own way.
   */
  regionToResource(node: Node, index: number): RegionEntry | number {
    const target = targetOf(node, index, this.#kernel);
    if (target === undefined || !isAvailable(target)) return errno.noDevice;
    return this.lookup(target) ?? errno.invalid;
  }

  /** of_reserved_mem_region_to_resource_byname() (7.2). */
  regionToResourceByName(node: Node, name: string): RegionEntry | number {
    const index = indexOfName(node, name);
    return index < 0 ? index : this.regionToResource(node, index);
  }

  #entriesOf(device: DmaDevice): RegionEntry[] {
    const known = this.#assigned.get(device);
    if (known !== undefined) return known;
    const held: RegionEntry[] = [];
    this.#assigned.set(device, held);
    return held;
  }

  #lookup(target: Node): RegionEntry | undefined {
    const { table, profile } = this.#kernel;
    if (profile.behaviours.regionLookup === 'name') return table.byName(target.name);
    return target.phandle === undefined ? undefined : table.byNode(target);
  }
}

/** Entries of `memory-region`, a list of bare phandles; undefined: there is no such property. */
export function regionCount(node: Node): number | undefined {
  const value = node.property('memory-region')?.value;
  return value === undefined ? undefined : value.length >> 2;
}

/** Index of a name in `memory-region-names`, or the negative errno of of_property_match_string(). */
export function indexOfName(node: Node, name: string): number {
  const names = node.property('memory-region-names');
  if (names === undefined) return errno.invalid;
  const index = names.asStrings()?.indexOf(name) ?? -1;
  return index < 0 ? -61 : index;
}

function targetOf(node: Node, index: number, { model }: BootedKernel): Node | undefined {
  const value = node.property('memory-region')?.value;
  if (value === undefined || index < 0 || (index + 1) * 4 > value.length) return undefined;
  const phandle = readCell(value, index * 4);
  return phandle === 0 ? undefined : model.tree.nodeByPhandle(phandle);
}
