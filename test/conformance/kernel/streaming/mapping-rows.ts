import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import type { CpuBuffer } from '../../../../src/kernel/dma/streaming/cpu-buffer.ts';
import type { DmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import { type BufferRows, hexBytes } from './buffer-rows.ts';
import type { StreamOperation } from './stream-input.ts';
import type { RowOutcome, StreamContext } from './stream-operations.ts';

interface Mapping {
  readonly dma: bigint;
  /** The memory that the device reached when it was mapped. */
  readonly target: bigint | undefined;
}

/** Single mappings: ms, mp, mr, mx, me, us, up, ur, sc, sd, dw, dr. */
export class MappingRows {
  readonly operations: ReadonlySet<string> = new Set([
    'ms',
    'mp',
    'mr',
    'mx',
    'me',
    'us',
    'up',
    'ur',
    'sc',
    'sd',
    'dw',
    'dr',
  ]);
  readonly #context: StreamContext;
  readonly #buffers: BufferRows;
  readonly #mappings = new Map<number, Mapping>();

  constructor(context: StreamContext, buffers: BufferRows) {
    this.#context = context;
    this.#buffers = buffers;
  }

  addressOf(id: number): bigint | undefined {
    const dma = this.#mappings.get(id)?.dma;
    return dma === this.#context.api.errorValue ? undefined : dma;
  }

  run(device: DmaDevice, operation: StreamOperation, row: number): RowOutcome {
    const { op, id, args } = operation;
    if (op === 'ms' || op === 'mp') return this.#map(device, operation);
    if (op === 'mr') return this.#mapResource(device, operation);
    if (op === 'mx') return this.#mapIllegal(device, operation, row);

    const mapping = this.#mappings.get(id);
    if (mapping === undefined) return ['nop'];
    return op === 'dw' || op === 'dr'
      ? this.#touch(mapping, op, args)
      : this.#call(device, operation, mapping);
  }

  /** Where a device gets to, as the module tells it: `D`irect, a `S`lot, through the `I`OMMU, or both. */
  locationOf(device: DmaDevice, phys: bigint, target: bigint | undefined): string {
    const pool = this.#context.api.swiotlb.poolOf(device);
    const bounces = target !== phys && pool?.has(target ?? 0n) === true;
    if (this.#context.iommuOf(device) !== undefined) return bounces ? 'IS' : 'I';
    return bounces ? 'S' : 'D';
  }

  #map(device: DmaDevice, { op, id, args }: StreamOperation): RowOutcome {
    const [buffer = -1, offset = 0, size = 0, direction = 0, attrs = 0] = args;
    const part = this.#buffers.part(buffer, offset);
    if (part === undefined) return ['nop'];
    return this.#mapBuffer(device, id, part, { op, size, direction, attrs });
  }

  #mapBuffer(
    device: DmaDevice,
    id: number,
    part: CpuBuffer,
    {
      op,
      size,
      direction,
      attrs,
    }: { readonly op: string; readonly size: number; readonly direction: number; readonly attrs: number },
  ): RowOutcome {
    const { api } = this.#context;
    const way = direction as DmaDirection;
    const dma =
      op === 'mp'
        ? api.mapPage(device, part, size, way, attrs)
        : api.mapSingle(device, part, size, way, attrs);
    return this.#mapped(device, id, dma, part.phys);
  }

  #mapped(device: DmaDevice, id: number, dma: bigint, phys: bigint): RowOutcome {
    const { api } = this.#context;
    const failed = dma === api.errorValue;
    const target = failed ? undefined : api.targetOf(device, dma);
    this.#mappings.set(id, { dma, target });
    if (failed) return ['maperr', hex(phys)];
    return ['ok', hex(dma), hex(phys), hex(target ?? 0n), this.locationOf(device, phys, target)];
  }

  #mapResource(device: DmaDevice, { id, args }: StreamOperation): RowOutcome {
    const [at = 0, size = 0, direction = 0] = args;
    const phys = BigInt(at);
    const { api } = this.#context;
    const dma = api.mapResource(device, phys, size, direction as DmaDirection);
    this.#mappings.set(id, { dma, target: phys });
    return dma === api.errorValue ? ['maperr', hex(phys)] : ['ok', hex(dma), hex(phys), hex(phys), 'R'];
  }

  /** Memory that must not be mapped; a vmalloc address has no place that the module knows. */
  #mapIllegal(device: DmaDevice, { op, id, args }: StreamOperation, row: number): RowOutcome {
    const [which = 0, size = 0, direction = 0] = args;
    const kind = (['stack', 'kernel-image', 'vmalloc'] as const)[which] ?? 'vmalloc';
    const phys = this.#context.places.get(row) ?? 0n;
    return this.#mapBuffer(device, id, { phys, kind }, { op, size, direction, attrs: 0 });
  }

  #call(device: DmaDevice, { op, args }: StreamOperation, { dma }: Mapping): RowOutcome {
    const { api } = this.#context;
    if (op === 'me') return ['rc', api.mappingError(device, dma)];

    const [delta = 0, size = 0, direction = 0, attrs = 0] = args;
    const at = BigInt.asUintN(64, dma + BigInt(delta));
    const way = direction as DmaDirection;
    switch (op) {
      case 'us':
        api.unmapSingle(device, at, size, way, attrs);
        return ['unmapped'];
      case 'up':
        api.unmapPage(device, at, size, way, attrs);
        return ['unmapped'];
      case 'ur':
        api.unmapResource(device, at, size, way, attrs);
        return ['unmapped'];
      case 'sc':
        api.syncSingleForCpu(device, at, size, way);
        return ['done'];
      default:
        api.syncSingleForDevice(device, at, size, way);
        return ['done'];
    }
  }

  #touch(
    { target }: Mapping,
    op: string,
    [offset = 0, length = 0, value = 0]: readonly number[],
  ): RowOutcome {
    const { memory } = this.#context.api;
    if (target === undefined) return ['nop'];
    const at = target + BigInt(offset);
    if (op === 'dr') return ['bytes', hexBytes(memory?.read(at, Math.min(length, 64)))];
    memory?.fill(at, length, value);
    return ['done'];
  }
}
