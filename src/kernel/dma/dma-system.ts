import type { BootedKernel } from '../booted-kernel.ts';
import { DeviceAssignments } from '../device-assignment.ts';
import { probeDevice } from '../drivers/probe-device.ts';
import { AllocationFailure } from './allocation-failure.ts';
import { type Buffer, dmaHandleOf, physOf, type Refusal } from './buffer.ts';
import type { CmaArea } from './cma-area.ts';
import type { CoherentPool } from './coherent-pool.ts';
import type { DmaDevice } from './dma-device.ts';
import { DmaMachine } from './dma-machine.ts';
import { PoolView } from './pool-view.ts';
import type {
  Allocation,
  AllocRequest,
  AllocResult,
  AllocSource,
  DmaDeviceState,
  DmaSystem,
  FreeResult,
  PoolState,
} from './types.ts';

/**
 * The DMA side of a booted board, for workloads: each device is set up at its first use, with all of its regions.
 * Every call of this function starts afresh.
 */
export function createDmaSystem(kernel: BootedKernel): DmaSystem {
  return new BoardDmaSystem(new DmaMachine(kernel));
}

class BoardDmaSystem implements DmaSystem {
  readonly #machine: DmaMachine;
  readonly #assignments: DeviceAssignments;
  readonly #devices = new Map<string, DmaDevice>();
  readonly #views: PoolView[] = [];
  readonly #indexes = new Map<CoherentPool | CmaArea, number>();

  constructor(machine: DmaMachine) {
    this.#machine = machine;
    this.#assignments = new DeviceAssignments(machine);
    for (const area of machine.areas) this.#add(area, area === machine.defaultArea ? 'default-cma' : 'cma');
    for (const entry of machine.kernel.table.entries) {
      if (entry.hook?.name !== 'dma' || entry.hook.compatible !== 'shared-dma-pool') continue;
      const pool = machine.coherentPoolOf(entry);
      if (typeof pool !== 'number') this.#add(pool, 'coherent');
    }
  }

  get pools(): readonly PoolState[] {
    return this.#views;
  }

  device(path: string): DmaDeviceState | undefined {
    const device = this.#device(path);
    if (device === undefined) return undefined;
    return {
      path,
      coherentPool: device.coherentPool === undefined ? undefined : this.#indexOf(device.coherentPool),
      cmaArea: device.cmaArea === undefined ? undefined : this.#indexOf(device.cmaArea),
    };
  }

  alloc(devicePath: string, request: AllocRequest): AllocResult {
    const device = this.#device(devicePath);
    if (device === undefined) {
      return {
        ok: false,
        failure: new AllocationFailure('not-supported', request.size, undefined, 'default-cma'),
      };
    }

    const buffer = this.#machine.allocate(
      device,
      request.maySleep === false ? 'atomic' : 'coherent',
      request.size,
    );
    if (typeof buffer === 'string') return { ok: false, failure: this.#failure(device, buffer, request) };
    const pool = buffer.pool === undefined ? undefined : this.#indexOf(buffer.pool);
    return { ok: true, allocation: new BoardAllocation(this, buffer, pool) };
  }

  free(allocation: Allocation): FreeResult {
    if (!(allocation instanceof BoardAllocation) || allocation.system !== this) {
      return { ok: false, message: 'This allocation was not made here.' };
    }
    if (allocation.isFreed)
      return { ok: false, message: `Device ${allocation.device} freed this memory before.` };

    allocation.isFreed = true;
    this.#machine.free(allocation.buffer);
    return { ok: true };
  }

  #device(path: string): DmaDevice | undefined {
    const known = this.#devices.get(path);
    if (known !== undefined) return known;

    const node = this.#machine.kernel.model.tree.nodeByPath(path);
    if (node === undefined) return undefined;
    const { device } = probeDevice(node, this.#machine, this.#assignments);
    this.#devices.set(path, device);
    return device;
  }

  #failure(device: DmaDevice, refusal: Refusal, { size, maySleep }: AllocRequest): AllocationFailure {
    const cma = maySleep === false ? undefined : (device.cmaArea ?? this.#machine.defaultArea);
    const pool = device.coherentPool ?? cma;
    const view = pool === undefined ? undefined : this.#views[this.#indexOf(pool)];
    return new AllocationFailure(refusal, size, pool, view?.kind);
  }

  #indexOf(pool: CoherentPool | CmaArea): number {
    return this.#indexes.get(pool) ?? this.#add(pool, 'coherent');
  }

  #add(pool: CoherentPool | CmaArea, kind: PoolState['kind']): number {
    const index = this.#views.push(new PoolView(pool, kind)) - 1;
    this.#indexes.set(pool, index);
    return index;
  }
}

class BoardAllocation implements Allocation {
  readonly system: BoardDmaSystem;
  readonly buffer: Buffer;
  readonly pool: number | undefined;
  readonly firstPage: number | undefined;
  isFreed = false;

  constructor(system: BoardDmaSystem, buffer: Buffer, pool: number | undefined) {
    this.system = system;
    this.buffer = buffer;
    this.pool = pool;
    this.firstPage = pool === undefined ? undefined : buffer.firstPage;
  }

  get device(): string {
    return this.buffer.device.path;
  }

  get size(): number {
    return this.buffer.size;
  }

  get from(): AllocSource {
    return this.buffer.from;
  }

  get pages(): number {
    return this.buffer.pages;
  }

  get phys(): bigint {
    return physOf(this.buffer);
  }

  get dma(): bigint {
    return dmaHandleOf(this.buffer);
  }

  get exact(): boolean {
    const { pool, restricted } = this.buffer;
    if (restricted !== undefined) return true;
    return pool !== undefined && (!('exact' in pool) || pool.exact);
  }
}
