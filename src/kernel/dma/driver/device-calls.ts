import type { Node } from '../../../devicetree/tree.ts';
import type { DeviceAssignments } from '../../device-assignment.ts';
import { probeDevice } from '../../drivers/probe-device.ts';
import { errno } from '../../hooks/hook.ts';
import type { DmaApi } from '../api/dma-api.ts';
import { declareCoherentMemory } from '../declare-coherent-memory.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import { getOrder } from '../get-order.ts';
import type { CallOutcome, DriverCall } from './driver-call.ts';

type CallOf<Kind extends DriverCall['kind']> = Extract<DriverCall, { readonly kind: Kind }>;

/** What a driver says about its device, and the memory that it declares for it. */
export class DeviceCalls {
  readonly #machine: DmaMachine;
  readonly #api: DmaApi;
  readonly #assignments: DeviceAssignments;

  constructor(machine: DmaMachine, api: DmaApi, assignments: DeviceAssignments) {
    this.#machine = machine;
    this.#api = api;
    this.#assignments = assignments;
  }

  /** dma_set_mask_and_coherent(), or dma_set_mask(). */
  setMask(device: DmaDevice, { mask, streamingOnly }: CallOf<'setMask'>): CallOutcome {
    const rc = this.#api.setMask(device, mask);
    if (rc === 0 && !streamingOnly) this.#api.setCoherentMask(device, mask);
    return maskOutcome(rc);
  }

  setCoherentMask(device: DmaDevice, { mask }: CallOf<'setCoherentMask'>): CallOutcome {
    return maskOutcome(this.#api.setCoherentMask(device, mask));
  }

  setSegments(device: DmaDevice, { maxSize, boundary, minAlign }: CallOf<'setSegments'>): CallOutcome {
    const limits = { maxSegmentSize: maxSize, segmentBoundary: boundary, minAlignMask: minAlign };
    this.#api.setSegmentLimits(device, limits);
    return { ok: true };
  }

  declare(device: DmaDevice, { at, deviceAddress, size, flags }: CallOf<'declare'>): CallOutcome {
    const { node } = device;
    const region = { node, name: 'declared', base: at, size: BigInt(size), has: (): boolean => false };
    const exclusive = flags.includes('exclusive');
    const declaration = { physical: at, deviceAddress, size: BigInt(size), exclusive };
    const rc = declareCoherentMemory(device, region, declaration, this.#machine.kernel);
    return rc === 0 ? { ok: true, rc } : { ok: false, rc, why: declareText(rc) };
  }

  release(device: DmaDevice): CallOutcome {
    if (device.coherentPool === undefined) return { ok: true };
    device.coherentPool = undefined;
    return { ok: true };
  }

  markOccupied(device: DmaDevice, { at, size }: CallOf<'markOccupied'>): CallOutcome {
    const { behaviours, config } = this.#machine.profile;
    if (behaviours.declareCoherent === 'no-flags')
      return { ok: false, why: 'This kernel has no dma_mark_declared_memory_occupied(): it went with 5.1.' };
    const pool = device.coherentPool;
    if (pool === undefined)
      return { ok: false, rc: errno.invalid, why: 'The device has no declared memory (-EINVAL).' };

    const page = BigInt(config.pageSize);
    const base = pool.deviceBase ?? device.physToDma(pool.firstPageAddress);
    const first = Number(BigInt.asIntN(64, at - base) / page);
    const pages = 2 ** getOrder(size + Number(at % page), config.pageSize);
    const isInside = first >= 0 && first + pages <= pool.pageCount;
    if (!isInside || pool.bitmap.nextTaken(first, first + pages) < first + pages)
      return { ok: false, rc: errno.busy, why: 'Part of it is in use, or outside the memory (-EBUSY).' };
    pool.bitmap.take(first, pages);
    return { ok: true, rc: 0, phys: pool.base + BigInt(first) * page };
  }

  /** device_release_driver(): what the driver, and then the core, undo. */
  unbind(device: DmaDevice, { keepsRegions }: CallOf<'unbind'>): CallOutcome {
    if (!keepsRegions) this.#assignments.release(device);
    this.#api.debug?.driverReleased(device);
    return { ok: true };
  }

  /** device_attach(): of_dma_configure() and the driver's probe. */
  bind(node: Node): { readonly device: DmaDevice; readonly outcome: CallOutcome } {
    const { device, works, calls } = probeDevice(node, this.#machine, this.#assignments);
    const failed = calls.find(({ result }) => result !== 0)?.result;
    const why = 'The driver does not get what it needs, and gives up.';
    return { device, outcome: works ? { ok: true, rc: failed } : { ok: false, rc: failed, why } };
  }
}

function maskOutcome(rc: number): CallOutcome {
  return rc === 0
    ? { ok: true, rc }
    : { ok: false, rc, why: 'The mask does not reach all memory that DMA may be given (-EIO).' };
}

function declareText(rc: number): string {
  if (rc === errno.busy) return 'The device has a coherent pool already (-EBUSY).';
  if (rc === errno.noMemory) return 'There is no memory for its bitmap (-ENOMEM).';
  return `This memory cannot be mapped: it is RAM that the kernel has mapped, or has no bytes (${rc}).`;
}
