import type { EarlyAllocation } from '../../../src/kernel/boot-kernel.ts';
import type { AddressRange } from '../../../src/memory/model.ts';
import type { RecordedCma, RecordedEvent, RecordedOp, RecordedRange, Recording } from './recording.ts';

/** An operation of a workload without its outcome. */
export interface Operation {
  readonly device: number;
  readonly op: string;
  readonly id: number | null;
  readonly arg: number | null;
}

/**
 * All that an emulation may know of a recording (FORMAT.md, "Inputs allowed"). The emulation is a function of this object
 * alone; answers stay behind.
 */
export interface EmulationInput {
  readonly dts: string;
  readonly kernel: Recording['kernel'];
  readonly machine: Recording['machine'];
  readonly operations: readonly Operation[];
  /** What the kernel took for itself between the early scan and its default CMA area. */
  readonly earlyAllocations: readonly EarlyAllocation[] | undefined;
  /** Pages of the default CMA area that were taken when the workload began. */
  readonly defaultAreaTaken: readonly (readonly [number, number])[] | undefined;
}

export function inputOf(recording: Recording): EmulationInput {
  return {
    dts: recording.dts,
    kernel: recording.kernel,
    machine: recording.machine,
    operations: (recording.ops ?? []).map(operationOf),
    earlyAllocations:
      recording.memblock_events === null ? undefined : earlyAllocations(recording.memblock_events),
    defaultAreaTaken: defaultAreaOf(recording)?.set ?? undefined,
  };
}

function operationOf([device, op, id, arg]: RecordedOp): Operation {
  return {
    device: Number(device),
    op: String(op),
    id: typeof id === 'number' ? id : null,
    arg: typeof arg === 'number' ? arg : null,
  };
}

/**
 * Allocations that are neither by a reserved-memory function nor the default CMA area itself: that one is logged without a
 * request, right before its line.
 */
function earlyAllocations(events: readonly RecordedEvent[]): readonly EarlyAllocation[] {
  const isDefaultCma = (at: number): boolean => /^cma: Reserved/.test(events[at + 1]?.line ?? '');
  return events
    .filter((event, at) => isOwn(event) && !(event.fn === 'unlogged' && isDefaultCma(at)))
    .map((event) => ({ ...toRange(event.got ?? event.range ?? []), isFreed: event.op === 'phys_free' }));
}

function isOwn({ op, got, by = '' }: RecordedEvent): boolean {
  if (/reserved_mem|^early_init_dt_alloc_reserved/.test(by)) return false;
  return op === 'phys_free' || ((op === 'alloc' || op === 'pgtables') && got !== undefined);
}

/** The default area: named `reserved`, or the one of the tree's that is not empty at boot, since the atomic pools live in it. */
export function defaultAreaOf({ cma_boot: areas = [] }: Recording): RecordedCma | undefined {
  return areas.findLast(({ name }) => name === 'reserved') ?? areas.find(({ set }) => (set?.length ?? 0) > 0);
}

export function toRange([base = '0', end = '0']: RecordedRange): AddressRange {
  return { base: BigInt(base), size: BigInt(end) - BigInt(base) };
}
