import { type Buffer, dmaHandleOf, physOf, type Refusal } from '../buffer.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { DmaMachine } from '../dma-machine.ts';
import type { Gfp } from '../gfp.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import { dmaDirection } from '../streaming/direction.ts';
import type { CoherentAllocation, DebugAllocation, DmaDebugHooks } from './hooks.ts';

/** What a driver asks dma_alloc_attrs() or dma_alloc_pages() for. */
export interface CoherentRequest {
  readonly size: number;
  readonly gfp: Gfp;
  readonly attrs?: number;
  readonly call: 'attrs' | 'pages';
  /** Where the page allocator's pages lie, if they are what is given, and that is known. */
  readonly place?: bigint;
}

/** dma_alloc_attrs(), dma_alloc_pages() and dma_free_attrs(), with dma-debug told where the kernel tells it. */
export class CoherentCalls {
  readonly #machine: DmaMachine;
  readonly #memory: MemoryBytes | undefined;
  readonly #debug: DmaDebugHooks | undefined;

  constructor(
    machine: DmaMachine,
    options: { readonly memory?: MemoryBytes; readonly debug?: DmaDebugHooks },
  ) {
    this.#machine = machine;
    this.#memory = options.memory;
    this.#debug = options.debug;
  }

  alloc(
    device: DmaDevice,
    { size, gfp, attrs = 0, call, place }: CoherentRequest,
    path: DecisionPath | undefined,
  ): CoherentAllocation | Refusal {
    const buffer = this.#machine.allocate(device, { size, gfp, attrs, call }, path);
    if (typeof buffer === 'string') return buffer;

    const isPlaced = place !== undefined && isOfPages(buffer);
    const phys = isPlaced ? place : physOf(buffer);
    const handle = buffer.iova ?? (isPlaced ? device.physToDma(place) : dmaHandleOf(buffer));
    const allocation = { buffer, handle, phys, attrs, call };
    this.#memory?.fill(phys, size, 0);
    if (buffer.from !== 'coherent') this.#debug?.alloc(device, debugAllocation(allocation, size, handle));
    return allocation;
  }

  free(
    device: DmaDevice,
    allocation: CoherentAllocation,
    says: { readonly size: number; readonly handle: bigint },
  ): void {
    const { buffer } = allocation;
    if (buffer.from !== 'coherent')
      this.#debug?.free(device, debugAllocation(allocation, says.size, says.handle));
    this.#machine.free(buffer.device === device ? buffer : { ...buffer, device }, { size: says.size });
  }
}

function isOfPages({ pool, restricted }: Buffer): boolean {
  return pool === undefined && restricted === undefined;
}

function debugAllocation(
  { phys, attrs, call }: CoherentAllocation,
  size: number,
  handle: bigint,
): DebugAllocation {
  const kind = call === 'pages' ? 'pages' : 'coherent';
  return { kind, handle, phys, size, direction: dmaDirection.bidirectional, attrs };
}
