import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import type { DmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { type ScatterEntry, scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import type { BufferRows } from './buffer-rows.ts';
import type { MappingRows } from './mapping-rows.ts';
import type { StreamOperation } from './stream-input.ts';
import type { RowOutcome, StreamContext } from './stream-operations.ts';

interface List {
  readonly entries: ScatterEntry[];
  /** What the map call returned. */
  readonly mapped: number;
}

/** Scatter lists: sg, st, su, gc, gd. */
export class ListRows {
  readonly operations: ReadonlySet<string> = new Set(['sg', 'st', 'su', 'gc', 'gd']);
  readonly #context: StreamContext;
  readonly #buffers: BufferRows;
  readonly #mappings: MappingRows;
  readonly #lists = new Map<number, List>();

  constructor(context: StreamContext, buffers: BufferRows, mappings: MappingRows) {
    this.#context = context;
    this.#buffers = buffers;
    this.#mappings = mappings;
  }

  run(device: DmaDevice, operation: StreamOperation): RowOutcome {
    const { op, id } = operation;
    if (op === 'sg' || op === 'st') return this.#map(device, operation);
    const list = this.#lists.get(id);
    return list === undefined ? ['nop'] : this.#call(device, operation, list);
  }

  #map(device: DmaDevice, { op, id, args }: StreamOperation): RowOutcome {
    const { api } = this.#context;
    const [direction = 0, attrs = 0, ...parts] = args;
    const entries = this.#entriesOf(parts);
    if (entries === undefined) return ['nop'];

    const way = direction as DmaDirection;
    const given = entries.map(({ phys, length }) => [hex(phys), hex(BigInt(length))]);
    if (op === 'sg') {
      const mapped = api.mapSg(device, entries, way, attrs);
      this.#lists.set(id, { entries, mapped });
      return ['sg', mapped, given, this.#shown(device, entries, mapped)];
    }
    const { errno, mapped } = api.mapSgTable(device, entries, way, attrs);
    this.#lists.set(id, { entries, mapped });
    // A table that could not be mapped keeps the count that it was made with.
    const nents = errno === 0 ? mapped : entries.length;
    return ['sgt', errno, nents, given, this.#shown(device, entries, mapped)];
  }

  #entriesOf(parts: readonly number[]): ScatterEntry[] | undefined {
    const found: { readonly phys: bigint; readonly length: number }[] = [];
    for (let at = 0; at + 2 < parts.length; at += 3) {
      const [buffer = -1, offset = 0, length = 0] = parts.slice(at, at + 3);
      const part = this.#buffers.part(buffer, offset);
      if (part === undefined) return undefined;
      found.push({ phys: part.phys, length });
    }
    return scatterList(found);
  }

  /** Bus address, length, memory reached and way of each entry that was returned. */
  #shown(device: DmaDevice, entries: readonly ScatterEntry[], mapped: number): readonly unknown[] {
    return entries.slice(0, mapped).map(({ dmaAddress, dmaLength, phys }) => {
      const target = this.#context.api.targetOf(device, dmaAddress);
      const location = this.#mappings.locationOf(device, phys, target);
      return [hex(dmaAddress), hex(BigInt(dmaLength)), hex(target ?? 0n), location];
    });
  }

  #call(device: DmaDevice, { op, args }: StreamOperation, { entries, mapped }: List): RowOutcome {
    const { api } = this.#context;
    const [said = -1, direction = 0, attrs = 0] = args;
    const count = said === -1 ? entries.length : said === -2 ? mapped : said;
    const way = direction as DmaDirection;
    if (op === 'su') {
      api.unmapSg(device, entries, count, way, attrs);
      return ['unmapped'];
    }
    if (op === 'gc') api.syncSgForCpu(device, entries, count, way);
    else api.syncSgForDevice(device, entries, count, way);
    return ['done'];
  }
}
