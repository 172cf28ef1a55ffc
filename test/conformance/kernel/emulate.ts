import type { Node } from '../../../src/devicetree/tree.ts';
import type { BootedKernel } from '../../../src/kernel/booted-kernel.ts';
import { DeviceAssignments, regionCount } from '../../../src/kernel/device-assignment.ts';
import { type Buffer, dmaHandleOf, physOf } from '../../../src/kernel/dma/buffer.ts';
import type { CmaArea } from '../../../src/kernel/dma/cma-area.ts';
import type { DmaDevice } from '../../../src/kernel/dma/dma-device.ts';
import { type AllocCall, DmaMachine } from '../../../src/kernel/dma/dma-machine.ts';
import { errno } from '../../../src/kernel/hooks/hook.ts';
import { isCompatible } from '../../../src/kernel/reserved/compatible.ts';
import { readCell } from '../../../src/memory/cells.ts';
import { hex } from '../../../src/memory/quantity.ts';
import { isReachable } from '../../../src/memory/status.ts';
import { bootRecorded } from './boot-recorded.ts';
import type { EmulationInput, Operation } from './emulation-input.ts';
import type {
  RecordedCheckpoint,
  RecordedCma,
  RecordedDevice,
  RecordedDeviceState,
  Recording,
} from './recording.ts';

/** What our kernel answered, in the recording's form. */
export interface Emulated {
  readonly outcome: 'boots' | 'panics';
  readonly memory: readonly (readonly [string, string, number])[];
  readonly reserved: readonly (readonly [bigint, bigint])[];
  readonly log: readonly string[];
  readonly reservedMem: Recording['reserved_mem'];
  readonly reservedMemArray: readonly (readonly [string, string, string, boolean])[];
  /** Where the restricted pools lie. */
  readonly restricted: readonly (readonly [bigint, bigint])[];
  readonly cma: readonly (Omit<RecordedCma, 'set'> & {
    readonly isActive: boolean;
    readonly isDefault: boolean;
  })[];
  readonly devices: readonly RecordedDevice[];
  readonly ops: readonly EmulatedOp[];
  readonly checkpoints: readonly RecordedCheckpoint[];
  readonly final: RecordedCheckpoint;
}

/** What an operation came to. */
export interface EmulatedOp {
  readonly status: 'ok' | 'fail' | 'freed' | 'nop' | 'rc' | 'checkpoint' | 'badop';
  readonly dma?: string;
  readonly phys?: string;
  /** P, C, c or B. */
  readonly class?: string;
  readonly code?: number;
  /** Whether it came out of a restricted pool, which the class does not tell. */
  readonly isRestricted?: boolean;
}

export type Emulation =
  | { readonly kind: 'emulated'; readonly result: Emulated }
  /** A profile or a feature that does not exist. */
  | { readonly kind: 'missing'; readonly what: string };

/** Boots the tree and runs the operations, from the allowed inputs only. */
export function emulate(input: EmulationInput): Emulation {
  const { kernel } = input;
  const booted = bootRecorded(input);
  if (booted === undefined) return { kind: 'missing', what: `a profile of ${kernel.tag}` };
  return { kind: 'emulated', result: new Run(booted, input).result() };
}

const calls: Readonly<Record<string, AllocCall>> = {
  a: 'coherent',
  t: 'atomic',
  w: 'coherent',
  n: 'no-mapping',
  c: 'coherent',
  p: 'pages',
};

const errorHandle = (1n << 64n) - 1n;

class Run {
  readonly #kernel: BootedKernel;
  readonly #input: EmulationInput;
  readonly #machine: DmaMachine;
  readonly #assignments: DeviceAssignments;
  readonly #devices: DmaDevice[] = [];
  readonly #buffers = new Map<number, Buffer | 'streaming' | undefined>();
  readonly #log: string[];
  readonly #checkpoints: RecordedCheckpoint[] = [];

  constructor(kernel: BootedKernel, input: EmulationInput) {
    this.#kernel = kernel;
    this.#input = input;
    const taken = input.defaultAreaTaken;
    this.#machine = new DmaMachine(kernel, taken === undefined ? {} : { defaultAreaTaken: taken });
    this.#assignments = new DeviceAssignments(this.#machine);
    this.#log = kernel.log.map(({ text }) => text);
  }

  result(): Emulated {
    const { outcome, dump, table, cma, model } = this.#kernel;
    const boots = outcome === 'boots';
    const devices = boots ? clientNodes(model.tree.root).map((node, dev) => this.#probe(node, dev)) : [];
    const ops = boots ? this.#input.operations.map((operation, index) => this.#run(operation, index)) : [];

    return {
      outcome,
      memory: dump.memory.map(({ base, end, flags }) => [hex(base), hex(end), flags]),
      reserved: dump.reserved.map(({ base, end }) => [base, end]),
      log: this.#log,
      reservedMem: model.regions.map(({ node }) => {
        const entry = table.byName(node.name);
        if (entry === undefined) return { node: node.path, found: false };
        const { name, base, size } = entry;
        return {
          node: node.path,
          found: true,
          name,
          base: hex(base),
          size: hex(size),
          has_ops: entry.operations !== undefined,
        };
      }),
      reservedMemArray: table.entries.map(({ name, base, size, operations }) => [
        name,
        hex(base),
        hex(size),
        operations !== undefined,
      ]),
      restricted: table.entries
        .filter(({ hook }) => hook?.compatible === 'restricted-dma-pool')
        .map(({ base, size }) => [base, base + size]),
      cma: cma.map(({ name, base, pageCount, isActive, isDefault }, index) => ({
        index,
        name,
        base_pfn: hex(base / BigInt(this.#kernel.profile.config.pageSize)),
        count: pageCount,
        order_per_bit: 0,
        isActive,
        isDefault,
      })),
      devices,
      ops,
      checkpoints: this.#checkpoints,
      final: this.#checkpoint(),
    };
  }

  /** What the recorded module's probe does: an optional mask, then each index and one past the end. */
  #probe(node: Node, dev: number): RecordedDevice {
    const device = this.#machine.device(node);
    this.#devices.push(device);
    this.#log.push(...this.#assignments.configure(device, 'dma-probe').map(({ text }) => text));
    const before = { probe_dma_mask: hex(device.dmaMask), probe_coherent_dma_mask: hex(device.coherentMask) };

    const bitsValue = node.property('probe,dma-bits')?.value;
    const bits = bitsValue === undefined ? undefined : readCell(bitsValue, 0);
    const setMask = bits === undefined ? null : { bits, rc: this.#machine.setMask(device, maskOf(bits)) };

    const count = regionCount(node);
    const indexes =
      node.property('probe,no-init') === undefined
        ? Array.from({ length: (count ?? 0) + 1 }, (_, i) => i)
        : [];
    const init = indexes.map((index) => this.#init(device, index));
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

  #init(device: DmaDevice, index: number): number {
    const { result, lines } = this.#assignments.initByIndex(device, index, 'dma-probe');
    this.#log.push(...lines.map(({ text }) => text));
    return result;
  }

  #run({ device: dev, op, id, arg }: Operation, index: number): EmulatedOp {
    const device = this.#devices[dev];
    if (device === undefined) return { status: 'badop' };

    switch (op) {
      case 'f':
        return this.#free(id ?? -1);
      case 'k':
        return { status: 'rc', code: this.#machine.setMask(device, maskOf(id ?? 0)) };
      case 'i':
        return { status: 'rc', code: this.#init(device, id ?? 0) };
      case 'r':
        this.#assignments.release(device);
        return { status: 'rc', code: 0 };
      case 'x':
        this.#checkpoints.push({ op: index, ...this.#checkpoint() });
        return { status: 'checkpoint' };
      case 'm':
        return this.#mapSingle(device, id ?? -1, arg ?? 0);
      default:
        return this.#allocate(device, calls[op] ?? 'coherent', id ?? -1, arg ?? 0);
    }
  }

  #allocate(device: DmaDevice, call: AllocCall, id: number, size: number): EmulatedOp {
    const buffer = this.#machine.allocate(device, call, size);
    if (typeof buffer === 'string') {
      this.#buffers.set(id, undefined);
      return { status: 'fail' };
    }
    // The recorded module takes the error value for a failure that it must not free.
    const isLost = dmaHandleOf(buffer) === errorHandle;
    this.#buffers.set(id, isLost ? undefined : buffer);
    return {
      status: 'ok',
      dma: hex(dmaHandleOf(buffer)),
      phys: hex(physOf(buffer)),
      isRestricted: buffer.from === 'restricted',
      class: this.#classOf(buffer),
    };
  }

  #classOf({ from, atomic, device }: Buffer): string {
    if (from === 'coherent') return 'P';
    if (from === 'cma') return 'C';
    if (from === 'default-cma') return 'c';
    // The recorder calls pages by the area that they lie in.
    const page = atomic?.chunk.firstPage;
    if (page === undefined) return 'B';
    const own = device.cmaArea;
    return own !== undefined && page >= own.basePage && page < own.basePage + own.pageCount ? 'C' : 'c';
  }

  /** kmalloc() gives up to the largest order; a mapping fails where the device reaches neither it nor a bounce buffer. */
  #mapSingle(device: DmaDevice, id: number, size: number): EmulatedOp {
    const { config, arch, behaviours } = this.#kernel.profile;
    const isRefused = size > config.pageSize * 2 ** config.maxPageOrder;
    const pool = device.restrictedPool;
    if (pool !== undefined) {
      const bounce = isRefused ? undefined : this.#machine.mapThroughRestricted(device, pool, size);
      this.#buffers.set(id, bounce);
      return bounce === undefined ? { status: 'fail' } : { status: 'ok', class: 'B' };
    }

    // 32-bit Arm's own operations do not look at masks.
    const looks = arch !== 'arm' || behaviours.armOperations !== 'all-devices';
    const fails = isRefused || (looks && !this.#machine.reachesMemory(device));
    this.#buffers.set(id, fails ? undefined : 'streaming');
    return fails ? { status: 'fail' } : { status: 'ok', class: 'B' };
  }

  #free(id: number): EmulatedOp {
    const buffer = this.#buffers.get(id);
    this.#buffers.delete(id);
    if (buffer === undefined) return { status: 'nop' };
    if (buffer !== 'streaming') this.#machine.free(buffer);
    return { status: 'freed' };
  }

  #checkpoint(): RecordedCheckpoint {
    return {
      devices: this.#devices.map((device, dev) => ({ dev, ...this.#state(device) })),
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

function maskOf(bits: number): bigint {
  return bits >= 64 ? (1n << 64n) - 1n : (1n << BigInt(bits)) - 1n;
}

/** The nodes that the recorded module binds to, in probe order: the tree's. */
function clientNodes(root: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (isReachable(node) && isCompatible(node, 'probe,dma-client')) found.push(node);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  return found;
}
