import type { BootedKernel } from '../../../src/kernel/booted-kernel.ts';
import { DeviceAssignments } from '../../../src/kernel/device-assignment.ts';
import { type Buffer, dmaHandleOf, physOf } from '../../../src/kernel/dma/buffer.ts';
import type { DmaDevice } from '../../../src/kernel/dma/dma-device.ts';
import { type AllocCall, DmaMachine } from '../../../src/kernel/dma/dma-machine.ts';
import { hex } from '../../../src/memory/quantity.ts';
import { type BootFacts, bootFacts } from './boot-facts.ts';
import { bootRecorded } from './boot-recorded.ts';
import type { EmulationInput, Operation } from './emulation-input.ts';
import { clientNodes, maskOf, RecorderModule } from './recorder-module.ts';
import type { RecordedCheckpoint, RecordedDevice } from './recording.ts';

/** What our kernel answered, in the recording's form. */
export interface Emulated extends BootFacts {
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
  readonly #module: RecorderModule;
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
    this.#module = new RecorderModule({
      machine: this.#machine,
      assignments: this.#assignments,
      log: this.#log,
      asksPastEnd: true,
    });
  }

  result(): Emulated {
    const { outcome, model } = this.#kernel;
    const boots = outcome === 'boots';
    const devices = boots
      ? clientNodes(model.tree.root).map((node, dev) => this.#module.probe(node, dev))
      : [];
    const ops = boots ? this.#input.operations.map((operation, index) => this.#run(operation, index)) : [];

    return {
      ...bootFacts(this.#kernel, this.#log),
      devices,
      ops,
      checkpoints: this.#checkpoints,
      final: this.#module.checkpoint(),
    };
  }

  #run({ device: dev, op, id, arg }: Operation, index: number): EmulatedOp {
    const device = this.#module.devices[dev];
    if (device === undefined) return { status: 'badop' };

    switch (op) {
      case 'f':
        return this.#free(id ?? -1);
      case 'k':
        return { status: 'rc', code: this.#machine.setMask(device, maskOf(id ?? 0)) };
      case 'i':
        return { status: 'rc', code: this.#module.init(device, id ?? 0) };
      case 'r':
        this.#assignments.release(device);
        return { status: 'rc', code: 0 };
      case 'x':
        this.#checkpoints.push({ op: index, ...this.#module.checkpoint() });
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
}
