import type { DeviceAssignments } from '../../device-assignment.ts';
import { DmaApi } from '../api/dma-api.ts';
import { DmaDebug } from '../debug/dma-debug.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import type { IommuSystem } from '../iommu/iommu-system.ts';
import { MemoryBytes } from '../memory-bytes.ts';
import { tellBefore, tellCall } from './call-steps.ts';
import { DeviceCalls } from './device-calls.ts';
import type { CallOutcome, DriverCall } from './driver-call.ts';
import { DriverMemories, OwnMemory } from './driver-memories.ts';
import { type BackedMemory, PoolCalls } from './pool-calls.ts';
import { StreamingCalls } from './streaming-calls.ts';

/** What coherent memory a DMA pool's pages come from. */
export interface CoherentBacking {
  allocate(device: DmaDevice, bytes: number, mayBlock: boolean): BackedMemory | undefined;
  giveBack(memory: BackedMemory): void;
}

/** The calls that need an allocation's own object, which the system keeps. */
export type AllocationCall = Extract<DriverCall, { readonly kind: 'mmap' | 'getSgtable' }>;

/** A driver's calls beside allocations, each handed to the part of the kernel that answers it. */
export class DriverCalls {
  readonly api: DmaApi;
  readonly memory: MemoryBytes = new MemoryBytes();
  readonly iommus: IommuSystem;
  readonly #memories: DriverMemories;
  readonly #streaming: StreamingCalls;
  readonly #devices: DeviceCalls;
  readonly #pools: PoolCalls;

  constructor(machine: DmaMachine, assignments: DeviceAssignments, backing: CoherentBacking) {
    const { kernel, profile } = machine;
    const commandLine = kernel.commandLine.text;
    this.iommus = machine.iommus;
    const debug = profile.config.dmaApiDebug ? this.#createDebug(machine, commandLine) : undefined;
    this.api = new DmaApi(machine, {
      memory: this.memory,
      ...(debug === undefined ? {} : { debug }),
    });
    this.#memories = new DriverMemories(kernel, () => machine.pages);
    this.#streaming = new StreamingCalls(this.api, this.memory);
    this.#devices = new DeviceCalls(machine, this.api, assignments);
    this.#pools = new PoolCalls(machine, (device, mayBlock) => ({
      allocate: (bytes) => backing.allocate(device, bytes, mayBlock()),
      free: (memory) => backing.giveBack(memory),
    }));
  }

  /** A device that was probed: what it has of the IOMMU. */
  attach(device: DmaDevice): void {
    this.iommus.attach(device);
  }

  perform(
    device: DmaDevice,
    call: Exclude<DriverCall, AllocationCall>,
    path: DecisionPath | undefined,
  ): CallOutcome {
    this.api.path = path;
    try {
      if (path !== undefined) tellBefore(path, device, call);
      const outcome = this.#perform(device, call);
      if (path !== undefined) tellCall(path, device, call, outcome);
      return outcome;
    } finally {
      this.api.path = undefined;
    }
  }

  #perform(device: DmaDevice, call: Exclude<DriverCall, AllocationCall>): CallOutcome {
    switch (call.kind) {
      case 'buffer': {
        const made = this.#memories.allocate(device, call);
        if (made === undefined)
          return { ok: false, why: 'The page allocator has no block of this size in the zone.' };
        return { ok: true, phys: made.phys, exact: made.exact, made };
      }
      case 'freeBuffer':
        if (call.memory instanceof OwnMemory) this.#memories.free(call.memory);
        return { ok: true };
      case 'map':
        return this.#streaming.map(device, call);
      case 'mapSg':
        return this.#streaming.mapSg(device, call);
      case 'sync':
        return this.#streaming.sync(device, call);
      case 'unmap':
        return this.#streaming.unmap(device, call);
      case 'touch':
        return this.#streaming.touch(device, call);
      case 'setMask':
        return this.#devices.setMask(device, call);
      case 'setCoherentMask':
        return this.#devices.setCoherentMask(device, call);
      case 'setSegments':
        return this.#devices.setSegments(device, call);
      case 'declare':
        return this.#devices.declare(device, call);
      case 'release':
        return this.#devices.release(device);
      case 'markOccupied':
        return this.#devices.markOccupied(device, call);
      case 'unbind':
        return this.#devices.unbind(device, call);
      case 'bind':
        return this.#devices.bind(device.node).outcome;
      case 'poolCreate':
        return this.#pools.create(device, call);
      case 'poolAlloc':
        return this.#pools.alloc(call, this.api.path);
      case 'poolFree':
        return this.#pools.free(call, this.api.path);
      case 'poolDestroy':
        return this.#pools.destroy(call, this.api.path);
    }
  }

  #createDebug(machine: DmaMachine, commandLine: string): DmaDebug {
    const { profile, log } = machine;
    const debug = new DmaDebug({
      profile,
      log,
      commandLine,
      isBouncing: (device) => this.api.swiotlb.poolOf(device) !== undefined,
      hasIommu: (device) => this.iommus.translationOf(device) !== undefined,
      isMemory: (phys) => machine.kernel.memblock.memory.some(({ base, end }) => phys >= base && phys < end),
    });
    // A running kernel tells the first error only; a rehearsal is for finding them all.
    debug.printer.allErrors = 1;
    return debug;
  }
}
