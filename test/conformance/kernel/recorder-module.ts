import type { Node } from '../../../src/devicetree/tree.ts';
import { type DeviceAssignments, regionCount } from '../../../src/kernel/device-assignment.ts';
import type { CmaArea } from '../../../src/kernel/dma/cma-area.ts';
import type { DmaDevice } from '../../../src/kernel/dma/dma-device.ts';
import type { DmaMachine } from '../../../src/kernel/dma/dma-machine.ts';
import { errno } from '../../../src/kernel/hooks/hook.ts';
import { isCompatible } from '../../../src/kernel/reserved/compatible.ts';
import { readCell } from '../../../src/memory/cells.ts';
import { hex } from '../../../src/memory/quantity.ts';
import { isReachable } from '../../../src/memory/status.ts';
import type { RecordedCheckpoint, RecordedCma, RecordedDevice, RecordedDeviceState } from './recording.ts';

export interface RecorderModuleOptions {
  readonly machine: DmaMachine;
  readonly assignments: DeviceAssignments;
  /** Lines of the kernel's log, added to. */
  readonly log: string[];
  /** Whether each device's regions are asked for up to one past the end, or those that there are. */
  readonly asksPastEnd: boolean;
}

/** The module whose probe and state dumps a recording holds, on our kernel. */
export class RecorderModule {
  readonly devices: DmaDevice[] = [];
  readonly #machine: DmaMachine;
  readonly #assignments: DeviceAssignments;
  readonly #log: string[];
  readonly #asksPastEnd: boolean;

  constructor({ machine, assignments, log, asksPastEnd }: RecorderModuleOptions) {
    this.#machine = machine;
    this.#assignments = assignments;
    this.#log = log;
    this.#asksPastEnd = asksPastEnd;
  }

  /** What the recorded module's probe does: an optional mask, then each index and one past the end. */
  probe(node: Node, dev: number, driver = 'dma-probe'): RecordedDevice {
    const device = this.#machine.device(node);
    device.driver = driver;
    this.devices.push(device);
    this.#log.push(...this.#assignments.configure(device, driver).map(({ text }) => text));
    const before = { probe_dma_mask: hex(device.dmaMask), probe_coherent_dma_mask: hex(device.coherentMask) };

    const bitsValue = node.property('probe,dma-bits')?.value;
    const bits = bitsValue === undefined ? undefined : readCell(bitsValue, 0);
    const setMask = bits === undefined ? null : { bits, rc: this.#machine.setMask(device, maskOf(bits)) };

    const count = regionCount(node);
    const calls = (count ?? 0) + (this.#asksPastEnd ? 1 : 0);
    const indexes =
      node.property('probe,no-init') === undefined ? Array.from({ length: calls }, (_, i) => i) : [];
    const init = indexes.map((index) => this.init(device, index));
    return {
      dev,
      path: node.path,
      ...before,
      bus_dma_limit: hex(device.busDmaLimit),
      dma_coherent: device.isCoherent,
      dma_ranges: device.dmaRanges.map(({ cpuStart, dmaStart, size }) => [
        hex(cpuStart),
        hex(dmaStart),
        hex(size),
      ]),
      set_mask: setMask,
      memory_region_count: count ?? errno.noEntry,
      init,
      state: this.#state(device),
    };
  }

  /** of_reserved_mem_device_init_by_idx(). */
  init(device: DmaDevice, index: number): number {
    const { result, lines } = this.#assignments.initByIndex(device, index, device.driver);
    this.#log.push(...lines.map(({ text }) => text));
    return result;
  }

  /** Masks, pools and areas as they stand. */
  checkpoint(): RecordedCheckpoint {
    return {
      devices: this.devices.map((device, dev) => ({ dev, ...this.#state(device) })),
      cma: this.#machine.areas.map((area, index) => cmaState(area, index)),
    };
  }

  #state({ dmaMask, coherentMask, coherentPool, cmaArea }: DmaDevice): RecordedDeviceState {
    return {
      dma_mask: hex(dmaMask),
      coherent_dma_mask: hex(coherentMask),
      pool:
        coherentPool === undefined
          ? null
          : {
              pfn_base: hex(coherentPool.base / BigInt(coherentPool.pageSize)),
              device_base: hex(coherentPool.base),
              pages: coherentPool.pageCount,
              use_dev_dma_pfn_offset: 1,
              set: coherentPool.bitmap.takenRuns(),
            },
      cma: cmaArea === undefined ? null : this.#machine.areas.indexOf(cmaArea),
    };
  }
}

function cmaState(area: CmaArea, index: number): RecordedCma {
  return {
    index,
    name: area.name,
    base_pfn: hex(area.basePage),
    count: area.pageCount,
    order_per_bit: 0,
    set: area.activated ? area.bitmap.takenRuns() : null,
  };
}

/** DMA_BIT_MASK(). */
export function maskOf(bits: number): bigint {
  return bits >= 64 ? (1n << 64n) - 1n : (1n << BigInt(bits)) - 1n;
}

/** The nodes that the recorded module binds to, in probe order: the tree's. */
export function clientNodes(root: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (isReachable(node) && isCompatible(node, 'probe,dma-client')) found.push(node);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  return found;
}
