import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { ScatterEntry } from '../streaming/scatter-list.ts';
import type { DriverMapping } from './driver-call.ts';

/** A mapping as its driver keeps it. */
export class OwnMapping implements DriverMapping {
  readonly kind = 'mapping';
  readonly device: string;
  readonly call: 'single' | 'page' | 'resource' | 'list';
  readonly size: number;
  readonly direction: DmaDirection;
  readonly attrs: number;
  /** Of one that is no list: the address, and the memory. */
  readonly dma: bigint;
  readonly buffer: CpuBuffer;
  /** Of a list. */
  readonly entries: readonly ScatterEntry[];
  /** How many entries the map call gave back. */
  readonly mapped: number;

  constructor(
    device: string,
    fields: Pick<OwnMapping, 'call' | 'size' | 'direction' | 'attrs' | 'dma' | 'buffer'> &
      Partial<Pick<OwnMapping, 'entries' | 'mapped'>>,
  ) {
    this.device = device;
    this.call = fields.call;
    this.size = fields.size;
    this.direction = fields.direction;
    this.attrs = fields.attrs;
    this.dma = fields.dma;
    this.buffer = fields.buffer;
    this.entries = fields.entries ?? [];
    this.mapped = fields.mapped ?? 0;
  }

  /** Where byte `offset` lies for the CPU, and how many bytes follow it there. */
  cpuPlace(offset: number): { readonly phys: bigint; readonly left: number } | undefined {
    if (this.call !== 'list') return { phys: this.buffer.phys + BigInt(offset), left: this.size - offset };
    let before = 0;
    for (const { phys, length } of this.entries) {
      if (offset < before + length)
        return { phys: phys + BigInt(offset - before), left: before + length - offset };
      before += length;
    }
    return undefined;
  }

  /** Where byte `offset` lies for the device, and how many bytes follow it there. */
  busPlace(offset: number): { readonly dma: bigint; readonly left: number } | undefined {
    if (this.call !== 'list') return { dma: this.dma + BigInt(offset), left: this.size - offset };
    let before = 0;
    for (const { dmaAddress, dmaLength } of this.entries.slice(0, this.mapped)) {
      if (offset < before + dmaLength)
        return { dma: dmaAddress + BigInt(offset - before), left: before + dmaLength - offset };
      before += dmaLength;
    }
    return undefined;
  }
}
