import type { Node } from '../../devicetree/tree.ts';
import type { BootedKernel } from '../booted-kernel.ts';
import { DeviceAssignments } from '../device-assignment.ts';
import { probeDevice } from '../drivers/probe-device.ts';
import type { LogLine } from '../log.ts';
import { AllocationFailure } from './allocation-failure.ts';
import { BoardAllocation } from './board-allocation.ts';
import { type Buffer, coherentPoolAt, type Refusal } from './buffer.ts';
import { CmaArea } from './cma-area.ts';
import { allocateFromArea, anyCmaUser, areaOfUser, CmaUser, isCmaUser } from './cma-user.ts';
import type { CoherentPool } from './coherent-pool.ts';
import type { DecisionPath } from './decision-path.ts';
import { dmaAttr } from './dma-attrs.ts';
import type { DmaDevice } from './dma-device.ts';
import { DmaMachine, type DmaMachineOptions } from './dma-machine.ts';
import { mmapOutcome, sgtableOutcome, targetOfAllocation } from './driver/allocation-calls.ts';
import { tellAllocationCall, tellFree } from './driver/call-steps.ts';
import type { CallOutcome, DriverCall } from './driver/driver-call.ts';
import { type CoherentBacking, DriverCalls } from './driver/driver-calls.ts';
import type { BackedMemory } from './driver/pool-calls.ts';
import { failureDetails, poolAskedLast } from './failure-details.ts';
import { getOrder } from './get-order.ts';
import { type Gfp, gfpAtomic, gfpKernel } from './gfp.ts';
import { PoolView } from './pool-view.ts';
import { dmaDirection } from './streaming/direction.ts';
import type {
  Allocation,
  AllocRequest,
  AllocResult,
  DmaDeviceState,
  DmaSystem,
  FreeRequest,
  FreeResult,
  PageRange,
  PoolState,
} from './types.ts';

/** Has a device take its regions as its driver does. */
export type ProbeDevice = (
  node: Node,
  machine: DmaMachine,
  assignments: DeviceAssignments,
) => { readonly device: DmaDevice };

export interface DmaSystemOptions extends Pick<DmaMachineOptions, 'pageCounts' | 'defaultAreaTaken'> {
  /** Default: as the drivers that are known do, and most of the others. */
  readonly probe?: ProbeDevice;
}

/**
 * The DMA side of a booted board, for workloads: each device is set up at its first use, with the regions that its driver takes.
 * Every call of this function starts afresh.
 */
export function createDmaSystem(
  kernel: BootedKernel,
  { probe = probeDevice, ...options }: DmaSystemOptions = {},
): DmaSystem {
  return new BoardDmaSystem(new DmaMachine(kernel, options), probe);
}

class BoardDmaSystem implements DmaSystem, CoherentBacking {
  readonly #machine: DmaMachine;
  readonly #probe: ProbeDevice;
  readonly #assignments: DeviceAssignments;
  readonly #calls: DriverCalls;
  readonly #devices = new Map<string, DmaDevice>();
  readonly #views: PoolView[] = [];
  readonly #poolsByIndex: (CoherentPool | CmaArea)[] = [];
  readonly #indexes = new Map<CoherentPool | CmaArea, number>();
  /** What dmam_*() gave, by device, in order. */
  readonly #managed = new Map<DmaDevice, Set<BoardAllocation>>();
  readonly #cmaUsers = new Map<CmaArea, CmaUser>();
  readonly #poolPages = new Map<BackedMemory, Buffer>();

  constructor(machine: DmaMachine, probe: ProbeDevice) {
    this.#machine = machine;
    this.#probe = probe;
    this.#assignments = new DeviceAssignments(machine);
    this.#calls = new DriverCalls(machine, this.#assignments, this);
    for (const area of machine.areas) this.#add(area, area === machine.defaultArea ? 'default-cma' : 'cma');
    for (const entry of machine.kernel.table.entries) {
      if (entry.hook?.name !== 'dma' || entry.hook.compatible !== 'shared-dma-pool') continue;
      const pool = machine.coherentPoolOf(entry);
      if (typeof pool !== 'number') this.#add(pool, 'coherent');
    }
  }

  get panicked(): string | undefined {
    return this.#machine.panicked;
  }

  get pools(): readonly PoolState[] {
    return this.#views;
  }

  device(path: string): DmaDeviceState | undefined {
    if (isCmaUser(path)) return this.#cmaUserState(path);
    const device = this.#device(path);
    if (device === undefined) return undefined;
    const { coherentPool, cmaArea } = device;
    return {
      path,
      coherentPool: coherentPool && this.#indexOf(coherentPool),
      coherentPoolAt: coherentPool && coherentPoolAt(coherentPool, device),
      cmaArea: cmaArea && this.#indexOf(cmaArea),
    };
  }

  alloc(devicePath: string, request: AllocRequest, path?: DecisionPath): AllocResult {
    if (isCmaUser(devicePath)) return this.#cmaAlloc(devicePath, request);
    const device = this.#device(devicePath);
    const { size, call = 'coherent', attrs = 0 } = request;
    if (device === undefined) {
      return {
        ok: false,
        failure: new AllocationFailure('not-supported', size, undefined, 'default-cma'),
      };
    }

    if (this.#machine.panicked !== undefined) {
      return { ok: false, failure: new AllocationFailure('panicked', size, undefined, undefined) };
    }
    const buffer =
      call === 'get-dma-pages'
        ? this.#dmaPages(device, size, path)
        : this.#dispatched(device, request, attrs, path);
    if (this.#machine.panicked !== undefined)
      return { ok: false, failure: this.#failure('panicked', request) };
    if (typeof buffer === 'string') return { ok: false, failure: this.#failure(buffer, request) };
    const pool = buffer.pool === undefined ? undefined : this.#indexOf(buffer.pool);
    const allocation = new BoardAllocation(this, buffer, pool, call, attrs);
    this.#tellDebug('alloc', allocation, undefined);
    if (call === 'managed') this.#managedOf(device).add(allocation);
    return { ok: true, allocation };
  }

  free(allocation: Allocation, says?: FreeRequest, path?: DecisionPath): FreeResult {
    if (!(allocation instanceof BoardAllocation) || allocation.system !== this) {
      return { ok: false, message: 'This allocation was not made here.' };
    }
    if (allocation.isFreed)
      return { ok: false, message: `Device ${allocation.device} freed this memory before.` };

    allocation.isFreed = true;
    if (path !== undefined) tellFree(path, allocation, says, this.#machine.profile.config.pageSize);
    if (allocation.call === 'managed') this.#managedOf(allocation.buffer.device).delete(allocation);
    this.#tellDebug('free', allocation, says);
    this.#machine.free(allocation.buffer, says);
    return { ok: true };
  }

  perform(devicePath: string, call: DriverCall, path?: DecisionPath): CallOutcome {
    const device = this.#device(devicePath);
    if (device === undefined) return { ok: false, why: 'There is no such device.' };
    if (this.#machine.panicked !== undefined) return stoodStill(this.#machine.panicked);
    if (call.kind === 'mmap' || call.kind === 'getSgtable') {
      const { allocation } = call;
      if (!(allocation instanceof BoardAllocation)) return { ok: false, why: 'It was not made here.' };
      const place = { handle: allocation.dma, phys: allocation.phys };
      const target = targetOfAllocation(allocation.buffer, place, allocation.call === 'pages');
      const { profile } = this.#machine;
      const outcome =
        call.kind === 'mmap' ? mmapOutcome(call, target, profile) : sgtableOutcome(call, target, profile);
      if (path !== undefined) tellAllocationCall(path, call, target, outcome);
      return outcome;
    }
    if (call.kind !== 'unbind') {
      const outcome = this.#calls.perform(device, call, path);
      return this.#machine.panicked === undefined ? outcome : panics(this.#machine.panicked);
    }

    // devres_release_all() comes after the driver's own remove().
    const outcome = this.#calls.perform(device, call, path);
    const freed = [...this.#managedOf(device)];
    for (const allocation of freed) this.free(allocation);
    return { ...outcome, freed };
  }

  takeLog(): readonly LogLine[] {
    return this.#machine.log.take();
  }

  pin(pool: number, ranges: readonly PageRange[]): number {
    const area = this.#poolsByIndex[pool];
    // The pages of a coherent pool are nobody else's.
    if (!(area instanceof CmaArea)) return 0;
    return ranges.reduce((sum, { first, pages }) => sum + area.pin(first, pages), 0);
  }

  /** A page for a DMA pool. */
  allocate(device: DmaDevice, bytes: number, mayBlock: boolean): BackedMemory | undefined {
    const gfp = mayBlock ? gfpKernel : gfpAtomic;
    const buffer = this.#machine.allocate(device, { size: bytes, gfp, attrs: 0, call: 'attrs' });
    if (typeof buffer === 'string') return undefined;
    const { dma, phys, from, exact } = new BoardAllocation(this, buffer, undefined);
    const memory = { dma, phys, from, exact };
    this.#poolPages.set(memory, buffer);
    return memory;
  }

  giveBack(memory: BackedMemory): void {
    const buffer = this.#poolPages.get(memory);
    if (buffer !== undefined) this.#machine.free(buffer);
    this.#poolPages.delete(memory);
  }

  #cmaUserState(name: string): DmaDeviceState | undefined {
    const { areas, defaultArea } = this.#machine;
    const area = areaOfUser(name, areas, defaultArea);
    if (area === undefined) return undefined;
    const cmaArea = areas.length === 1 || name !== anyCmaUser ? this.#indexOf(area) : undefined;
    return { path: name, coherentPool: undefined, cmaArea };
  }

  /** cma_alloc() by who is no device. */
  #cmaAlloc(name: string, { size, at }: AllocRequest): AllocResult {
    const { areas, defaultArea, kernel, panicked, profile } = this.#machine;
    const area = areaOfUser(name, areas, defaultArea, at);
    if (area === undefined || panicked !== undefined) {
      const code = panicked === undefined ? 'not-supported' : 'panicked';
      return { ok: false, failure: new AllocationFailure(code, size, undefined, undefined) };
    }
    let user = this.#cmaUsers.get(area);
    if (user === undefined) {
      user = new CmaUser(area, kernel.model.tree, profile);
      this.#cmaUsers.set(area, user);
    }
    const pool = this.#indexOf(area);
    const buffer = allocateFromArea(user, area, size, area === defaultArea);
    if (typeof buffer === 'string') {
      const failure = new AllocationFailure(buffer, size, area, this.#views[pool]?.kind);
      return { ok: false, failure };
    }
    this.#machine.owners.add(buffer);
    return { ok: true, allocation: new BoardAllocation(this, buffer, pool) };
  }

  /** What the name of a call stands for in this kernel, or that it has no such function. */
  #dispatched(
    device: DmaDevice,
    request: AllocRequest,
    attrs: number,
    path: DecisionPath | undefined,
  ): Buffer | Refusal {
    const { size, call } = request;
    const { noncoherentCall, pciConsistent } = this.#machine.profile.behaviours;
    const hasPages = noncoherentCall === 'pages';
    const isMissing = (call === 'pages' && !hasPages) || (call === 'pci-consistent' && !pciConsistent);
    if (isMissing) {
      const operands = { version: this.#machine.profile.version };
      path?.step({
        test: 'this kernel has the function',
        operands,
        answer: 'no',
        source: call === 'pages' ? 'dma_alloc_pages()' : 'pci_alloc_consistent()',
      });
      return 'no-function';
    }
    const isOfPages = call === 'pages' || (call === 'noncoherent' && hasPages);
    const added = call === 'noncoherent' && !hasPages ? dmaAttr.nonConsistent : 0;
    return this.#machine.allocate(
      device,
      { size, gfp: gfpOf(request), attrs: attrs | added, call: isOfPages ? 'pages' : 'attrs' },
      path,
    );
  }

  /** __get_dma_pages(): the page allocator with GFP_DMA, and no look at the device. */
  #dmaPages(device: DmaDevice, size: number, path: DecisionPath | undefined): Buffer | Refusal {
    const { pageSize } = this.#machine.profile.config;
    const order = getOrder(size, pageSize);
    const block =
      size === 0 ? undefined : this.#machine.pages.allocate(order, { mayBlock: true, zone: 'dma' });
    path?.step({
      test: 'the DMA zone has a block of this order',
      operands: { order, bytes: size },
      answer: block === undefined ? 'no' : 'yes',
      source: '__get_dma_pages()',
    });
    if (block === undefined) return 'no-pages';
    const pages = 2 ** order;
    const run = { pfn: block.pfn, pages, zone: block.zone };
    return { device, size, from: 'pages', pages, pool: undefined, firstPage: -1, atomic: undefined, run };
  }

  #tellDebug(what: 'alloc' | 'free', allocation: BoardAllocation, says: FreeRequest | undefined): void {
    const { debug } = this.#calls.api;
    // Neither a coherent pool's memory nor what is not the DMA API's is told of.
    if (debug === undefined || allocation.from === 'coherent' || allocation.call === 'get-dma-pages') return;
    if (allocation.buffer.device instanceof CmaUser) return;
    const kind = allocation.call === 'pages' || allocation.call === 'noncoherent' ? 'pages' : 'coherent';
    const direction = dmaDirection.bidirectional;
    const { phys, attrs } = allocation;
    const size = says?.size ?? allocation.size;
    const handle = allocation.dma + BigInt(says?.offset ?? 0);
    debug[what](allocation.buffer.device, { kind, handle, phys, size, direction, attrs });
  }

  #managedOf(device: DmaDevice): Set<BoardAllocation> {
    let managed = this.#managed.get(device);
    if (managed === undefined) {
      managed = new Set();
      this.#managed.set(device, managed);
    }
    return managed;
  }

  #device(path: string): DmaDevice | undefined {
    const known = this.#devices.get(path);
    if (known !== undefined) return known;

    const node = this.#machine.kernel.model.tree.nodeByPath(path);
    if (node === undefined) return undefined;
    const { device } = this.#probe(node, this.#machine, this.#assignments);
    this.#devices.set(path, device);
    this.#calls.attach(device);
    return device;
  }

  #failure(refusal: Refusal, { size, call }: AllocRequest): AllocationFailure {
    // The page allocator alone was asked by __get_dma_pages(), and nobody where there is no such function: the dispatch knows of neither.
    const isDispatched = call !== 'get-dma-pages' && refusal !== 'no-function';
    const details = isDispatched ? failureDetails(this.#machine) : undefined;
    const pool = isDispatched ? poolAskedLast(this.#machine.lastFailure) : undefined;
    const view = pool === undefined ? undefined : this.#views[this.#indexOf(pool)];
    return new AllocationFailure(refusal, size, pool, view?.kind, details);
  }

  #indexOf(pool: CoherentPool | CmaArea): number {
    return this.#indexes.get(pool) ?? this.#add(pool, 'coherent');
  }

  #add(pool: CoherentPool | CmaArea, kind: PoolState['kind']): number {
    const index = this.#views.push(new PoolView(pool, kind)) - 1;
    this.#poolsByIndex.push(pool);
    this.#indexes.set(pool, index);
    return index;
  }
}

/** The outcome of the call that the kernel does not return from. */
function panics(text: string): CallOutcome {
  return { ok: false, panics: text, why: `The kernel panics: ${text}` };
}

/** And of those after it. */
function stoodStill(text: string): CallOutcome {
  return { ok: false, panics: text, why: `The kernel has panicked before, and stands still: ${text}` };
}

function gfpOf({ maySleep, zone, call }: AllocRequest): Gfp {
  const mayBlock = maySleep !== false && call !== 'pci-consistent';
  if (zone !== undefined) return { mayBlock, zone };
  return mayBlock ? gfpKernel : gfpAtomic;
}
