import type { Node } from '../../../devicetree/tree.ts';
import type { DeviceAssignments } from '../../device-assignment.ts';
import { probeDevice } from '../../drivers/probe-device.ts';
import { errno } from '../../hooks/hook.ts';
import type { DmaApi } from '../api/dma-api.ts';
import {
  declareFlags,
  declareMemory,
  isDeclared,
  markMemoryOccupied,
  releaseDeclaredMemory,
} from '../declared-memory.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
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
    const { kernel, profile } = this.#machine;
    const { behaviours } = profile;
    const region = { node: device.node, name: `declared@${at.toString(16)}` };
    const declaration = {
      physical: at,
      deviceAddress,
      size: BigInt(size),
      flags: declareFlags(flags, behaviours),
    };
    const rc = declareMemory(device, region, declaration, kernel);
    return isDeclared(rc, behaviours) ? { ok: true, rc } : { ok: false, rc, why: declareText(rc) };
  }

  release(device: DmaDevice): CallOutcome {
    releaseDeclaredMemory(device);
    return { ok: true };
  }

  markOccupied(device: DmaDevice, { at, size }: CallOf<'markOccupied'>): CallOutcome {
    const page = markMemoryOccupied(device, at, size, this.#machine.kernel);
    const pool = device.coherentPool;
    if (page >= 0 && pool !== undefined)
      return { ok: true, rc: 0, phys: pool.firstPageAddress + BigInt(page * pool.pageSize) };
    return { ok: false, rc: page, why: occupiedText(page) };
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

function occupiedText(rc: number): string {
  if (rc === errno.invalid) return 'The device has no declared memory (-EINVAL).';
  if (rc === errno.busy) return 'Part of it is in use, or outside the memory (-EBUSY).';
  return 'This kernel has no dma_mark_declared_memory_occupied(): it went with 5.1.';
}

function declareText(rc: number): string {
  if (rc === errno.busy) return 'The device has a coherent pool already (-EBUSY).';
  if (rc === errno.noMemory) return 'There is no memory for its bitmap (-ENOMEM).';
  if (rc === 0) return 'dma_declare_coherent_memory() gives 0, which up to 4.13 is a failure.';
  return `This memory cannot be mapped: it is RAM that the kernel has mapped, or has no bytes (${rc}).`;
}
