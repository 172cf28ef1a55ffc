import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import type { CpuBuffer } from '../../../../src/kernel/dma/streaming/cpu-buffer.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import type { StreamOperation } from './stream-input.ts';
import type { RowOutcome, StreamContext } from './stream-operations.ts';

/** What the module fills fresh buffers with. */
const freshByte = 0xcc;

/** Buffers, and the CPU's reads and writes in them: ba, bk, bf, cw, cr. */
export class BufferRows {
  readonly operations: ReadonlySet<string> = new Set(['ba', 'bk', 'bf', 'cw', 'cr']);
  readonly #context: StreamContext;
  readonly #buffers = new Map<number, CpuBuffer>();

  constructor(context: StreamContext) {
    this.#context = context;
  }

  /** Part of a buffer, for a mapping. */
  part(id: number, offset: number): CpuBuffer | undefined {
    const buffer = this.#buffers.get(id);
    return buffer === undefined ? undefined : { ...buffer, phys: buffer.phys + BigInt(offset) };
  }

  run(_device: DmaDevice, { op, id, args }: StreamOperation, row: number): RowOutcome {
    const { memory, profile } = {
      memory: this.#context.api.memory,
      profile: this.#context.api.machine.profile,
    };
    const [first = 0, length = 0, value = 0] = args;
    if (op === 'ba' || op === 'bk') {
      const phys = this.#context.places.get(row);
      if (phys === undefined) return ['fail'];
      const size = op === 'ba' ? profile.config.pageSize * 2 ** first : first;
      this.#buffers.set(id, { phys, kind: op === 'ba' ? 'pages' : 'kmalloc', size });
      memory?.fill(phys, size, freshByte);
      return ['ok', hex(phys)];
    }

    const buffer = this.#buffers.get(id);
    if (buffer === undefined) return ['nop'];
    switch (op) {
      case 'bf':
        this.#buffers.delete(id);
        return ['freed'];
      case 'cw':
        memory?.fill(buffer.phys + BigInt(first), length, value);
        return ['done'];
      default:
        return ['bytes', hexBytes(memory?.read(buffer.phys + BigInt(first), Math.min(length, 64)))];
    }
  }
}

export function hexBytes(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
