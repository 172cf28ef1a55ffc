import { defaultAreaOf, type EmulationInput } from '../emulation-input.ts';
import type { Recording } from '../recording.ts';
import type { StreamOp, StreamRecording } from './stream-recording.ts';

/** A row without its outcome. */
export interface StreamOperation {
  readonly device: number;
  readonly op: string;
  readonly id: number;
  /** Of one-letter operations one number. */
  readonly args: readonly number[];
}

/** All that an emulation may know of a recording (FORMAT-streaming.md, "What to compare, and from which inputs"). */
export interface StreamInput extends Omit<EmulationInput, 'operations'> {
  readonly machine: StreamRecording['machine'];
  readonly operations: readonly StreamOperation[];
  /**
   * By row, places that the buddy or slab allocator, or the early boot, chose: of `ba` and `bk` buffers, of stack memory and of
   * the page of the kernel's image that `mx` maps, of allocations of class B, and of a dma_pool's page where it is seen first.
   */
  readonly places: ReadonlyMap<number, bigint>;
  /** Where the default bounce pool begins, if there is one. */
  readonly bounceBase: bigint | undefined;
}

export function streamInputOf(recording: StreamRecording): StreamInput {
  const { dts, kernel, machine, ops } = recording;
  return {
    dts,
    kernel,
    machine,
    operations: ops.map(operationOf),
    earlyAllocations: undefined,
    defaultAreaTaken: defaultAreaOf(recording as unknown as Recording)?.set ?? undefined,
    places: placesOf(ops, machine.page_size),
    bounceBase: bounceBaseOf(recording),
  };
}

function operationOf([device, op, id, args]: StreamOp): StreamOperation {
  return {
    device: Number(device),
    op: String(op),
    id: typeof id === 'number' ? id : -1,
    args: Array.isArray(args) ? args.map(Number) : typeof args === 'number' ? [args] : [],
  };
}

const buffers = new Set(['ba', 'bk']);
const allocations = new Set(['a', 't', 'w', 'n', 'c', 'p']);

function placesOf(ops: readonly StreamOp[], pageSize: number): ReadonlyMap<number, bigint> {
  const places = new Map<number, bigint>();
  const poolPages = new Set<string>();
  for (const [index, [, op, , args, status, first, second, third]] of ops.entries()) {
    if (status !== 'ok') continue;
    if (buffers.has(String(op))) places.set(index, BigInt(String(first)));
    else if (op === 'mx') places.set(index, BigInt(String(second)));
    else if (allocations.has(String(op)) && third === 'B') places.set(index, BigInt(String(second)));
    else if (op === 'pa' || op === 'pz') {
      const phys = BigInt(String(second));
      const page = `${String(args)} ${phys / BigInt(pageSize)}`;
      if (!poolPages.has(page)) places.set(index, phys);
      poolPages.add(page);
    }
  }
  return places;
}

/** Of a device that bounces by need only: a restricted pool's place is compared. */
function bounceBaseOf({ devices, machine }: StreamRecording): bigint | undefined {
  const forced = /swiotlb=\S*\bforce\b/.test(machine.cmdline ?? '');
  const pool = devices.find(({ swiotlb }) => swiotlb !== undefined && swiotlb.force_bounce === forced);
  const [base] = pool?.swiotlb?.range ?? [];
  return base === undefined ? undefined : BigInt(base);
}
