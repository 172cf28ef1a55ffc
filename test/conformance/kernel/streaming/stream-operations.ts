import type { DmaApi } from '../../../../src/kernel/dma/api/dma-api.ts';
import type { IommuHooks } from '../../../../src/kernel/dma/api/hooks.ts';
import type { DmaDebug } from '../../../../src/kernel/dma/debug/dma-debug.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import { maskOf } from '../recorder-module.ts';
import { AllocationRows } from './allocation-rows.ts';
import { BufferRows } from './buffer-rows.ts';
import { ListRows } from './list-rows.ts';
import { MappingRows } from './mapping-rows.ts';
import { PoolRows } from './pool-rows.ts';
import type { StreamOperation } from './stream-input.ts';

/** A row of a recording from its status on. */
export type RowOutcome = readonly unknown[];

export interface StreamContext {
  readonly api: DmaApi;
  readonly debug: DmaDebug;
  /** By row: places that are inputs. */
  readonly places: ReadonlyMap<number, bigint>;
  readonly iommuOf: (device: DmaDevice) => IommuHooks | undefined;
  /** Takes a checkpoint at this row: its number. */
  readonly onCheckpoint: (row: number) => number;
}

/** The recorded module's operations on our kernel, each with what the module would have recorded. */
export class StreamOperations {
  readonly #context: StreamContext;
  readonly #buffers: BufferRows;
  readonly #mappings: MappingRows;
  readonly #lists: ListRows;
  readonly #allocations: AllocationRows;
  readonly #pools: PoolRows;

  constructor(context: StreamContext) {
    this.#context = context;
    this.#buffers = new BufferRows(context);
    this.#mappings = new MappingRows(context, this.#buffers);
    this.#lists = new ListRows(context, this.#buffers, this.#mappings);
    this.#allocations = new AllocationRows(context);
    this.#pools = new PoolRows(context, this.#allocations);
  }

  run(device: DmaDevice, operation: StreamOperation, row: number): RowOutcome {
    const { op } = operation;
    const family = [this.#buffers, this.#mappings, this.#lists, this.#allocations, this.#pools].find(
      ({ operations }) => operations.has(op),
    );
    return family === undefined ? this.#runOther(device, operation, row) : family.run(device, operation, row);
  }

  #runOther(device: DmaDevice, { op, id, args }: StreamOperation, row: number): RowOutcome {
    const { api, debug, onCheckpoint } = this.#context;
    switch (op) {
      case 'x':
        return ['checkpoint', onCheckpoint(row)];
      case 'km':
        return ['rc', api.setMask(device, maskOf(id))];
      case 'kc':
        return ['rc', api.setCoherentMask(device, maskOf(id))];
      case 'kx':
        return this.#limit(device, args);
      case 'qq':
        return ['query', this.#query(device, id)];
      case 'yy': {
        const { used, highWater } = api.bounceSlots(device);
        return ['slots', used, highWater];
      }
      case 'rl':
        device.driver = undefined;
        debug.driverReleased(device);
        return ['rc', 0];
      case 'at':
        device.driver = device.bus === 'pci' ? 'dma-probe-pci' : 'dma-probe';
        return ['rc', 1];
      case 'dv':
        debug.printer.allErrors = id;
        debug.printer.numErrors = args[0] ?? 0;
        return ['rc', 0];
      case 'de':
        return ['query', this.#debugState()];
      default:
        return [`no such operation: ${op}`];
    }
  }

  /** 0 and -1 leave a limit as it is. */
  #limit(device: DmaDevice, [size = 0, boundary = 0, align = -1]: readonly number[]): RowOutcome {
    this.#context.api.setSegmentLimits(device, {
      ...(size === 0 ? {} : { maxSegmentSize: size }),
      ...(boundary === 0 ? {} : { segmentBoundary: BigInt(boundary) }),
      ...(align < 0 ? {} : { minAlignMask: align }),
    });
    return ['rc', 0];
  }

  #query(device: DmaDevice, id: number): Readonly<Record<string, string>> {
    const dma = this.#mappings.addressOf(id);
    const answer = this.#context.api.query(device, dma);
    return {
      mask: bare(answer.mask),
      cmask: bare(answer.coherentMask),
      required: bare(answer.requiredMask),
      maxmap: bare(answer.maxMappingSize),
      optmap: bare(answer.optMappingSize),
      mergeb: bare(answer.mergeBoundary),
      maxseg: bare(BigInt(answer.maxSegmentSize)),
      segb: bare(answer.segmentBoundary),
      minalign: bare(BigInt(answer.minAlignMask)),
      needsync: dma === undefined ? '-1' : `${Number(answer.needSync)}`,
      canmmap: `${Number(answer.canMmap)}`,
      addrlim: `${Number(answer.addressingLimited)}`,
    };
  }

  #debugState(): Readonly<Record<string, string>> {
    const { errorCount, freeEntries, allErrors, numErrors } = this.#context.debug.state;
    return { errors: `${errorCount}`, free: `${freeEntries}`, all: `${allErrors}`, num: `${numErrors}` };
  }
}

function bare(value: bigint): string {
  return hex(value).slice(2);
}
