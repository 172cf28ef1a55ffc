import type { CoherentAllocation } from '../../../../src/kernel/dma/api/hooks.ts';
import { dmaAttr } from '../../../../src/kernel/dma/dma-attrs.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { gfpAtomic, gfpKernel } from '../../../../src/kernel/dma/gfp.ts';
import { getSgtable, type MmapTarget, mmapAttrs } from '../../../../src/kernel/dma/mmap.ts';
import type { DmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import { classOf } from './allocation-class.ts';
import type { StreamOperation } from './stream-input.ts';
import type { RowOutcome, StreamContext } from './stream-operations.ts';

interface Held {
  readonly device: DmaDevice;
  readonly allocation: CoherentAllocation;
  readonly size: number;
}

const attributes: Readonly<Record<string, number>> = {
  w: dmaAttr.writeCombine,
  n: dmaAttr.noKernelMapping,
  c: dmaAttr.forceContiguous,
};

/** Coherent allocations: a, t, w, n, c, p, f, fw, uc, mm, gs. */
export class AllocationRows {
  readonly operations: ReadonlySet<string> = new Set([
    'a',
    't',
    'w',
    'n',
    'c',
    'p',
    'f',
    'fw',
    'uc',
    'mm',
    'gs',
  ]);
  readonly #context: StreamContext;
  readonly #held = new Map<number, Held>();

  constructor(context: StreamContext) {
    this.#context = context;
  }

  run(device: DmaDevice, operation: StreamOperation, row: number): RowOutcome {
    const { op, id, args } = operation;
    if (op.length === 1 && op !== 'f') return this.#allocate(device, operation, row);

    const held = this.#held.get(id);
    if (held === undefined) return ['nop'];
    const { api } = this.#context;
    const { allocation, size } = held;
    switch (op) {
      case 'f':
        this.#held.delete(id);
        api.freeAttrs(held.device, allocation);
        return ['freed'];
      case 'fw':
        this.#held.delete(id);
        api.freeAttrs(device, allocation, {
          size: args[0] ?? size,
          handle: BigInt.asUintN(64, allocation.handle + BigInt(args[1] ?? 0)),
        });
        return ['freed'];
      case 'uc':
        api.unmapSingle(device, allocation.handle, args[0] ?? 0, (args[1] ?? 0) as DmaDirection);
        return ['unmapped'];
      case 'gs':
        return this.#table(held);
      default:
        return this.#mmap(held, args);
    }
  }

  /** dma_alloc_coherent() for a pool's page, which lies at `place` where the page allocator gives it. */
  allocatePage(device: DmaDevice, size: number, place: bigint | undefined): CoherentAllocation | undefined {
    const request = {
      size,
      gfp: gfpKernel,
      call: 'attrs',
      ...(place === undefined ? {} : { place }),
    } as const;
    const allocation = this.#context.api.allocAttrs(device, request);
    return typeof allocation === 'string' ? undefined : allocation;
  }

  #allocate(device: DmaDevice, { op, id, args }: StreamOperation, row: number): RowOutcome {
    const [size = 0] = args;
    const place = this.#context.places.get(row);
    const allocation = this.#context.api.allocAttrs(device, {
      size,
      // The module asks for no warnings: none of its failed allocations left one.
      gfp: { ...(op === 't' ? gfpAtomic : gfpKernel), noWarn: true },
      attrs: attributes[op] ?? 0,
      call: op === 'p' ? 'pages' : 'attrs',
      ...(place === undefined ? {} : { place }),
    });
    if (typeof allocation === 'string') return ['fail'];

    this.#held.set(id, { device, allocation, size });
    const { handle, phys, buffer } = allocation;
    // Without a kernel mapping the module has no address to translate: it takes the handle for one.
    const shown = op === 'n' ? device.dmaToPhys(handle) : phys;
    return ['ok', hex(handle), hex(shown), classOf(buffer, shown, this.#context.api.machine)];
  }

  #targetOf({ device, allocation, size }: Held): MmapTarget {
    const { buffer, handle, phys, call } = allocation;
    const hasIommu = this.#context.iommuOf(device) !== undefined;
    return { device, buffer, size, handle, phys, hasIommu, isPages: call === 'pages' };
  }

  #table(held: Held): RowOutcome {
    const answer = getSgtable(this.#targetOf(held), this.#context.api.machine.profile);
    if (!('entries' in answer)) return ['sgt', answer.errno, 0, [], []];
    const entries = answer.entries.map(({ phys, size }) => [hex(phys), hex(BigInt(size)), '0x0', 'P']);
    return ['sgt', 0, entries.length, [], entries];
  }

  /** User space reads the word back that the kernel wrote, where it is mapped. */
  #mmap(held: Held, [offset = 0, pages = 0]: readonly number[]): RowOutcome {
    const { profile } = this.#context.api.machine;
    const { errno } = mmapAttrs(this.#targetOf(held), { offset, pages }, profile);
    return ['mmap', errno, errno, errno === 0];
  }
}
