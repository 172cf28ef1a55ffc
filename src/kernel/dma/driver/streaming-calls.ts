import type { DmaApi } from '../api/dma-api.ts';
import type { DmaDevice } from '../dma-device.ts';
import type { MemoryBytes } from '../memory-bytes.ts';
import type { CpuBuffer } from '../streaming/cpu-buffer.ts';
import type { Violation } from '../streaming/live-mappings.ts';
import { scatterList } from '../streaming/scatter-list.ts';
import type { Allocation } from '../types.ts';
import type { CallOutcome, DriverCall, DriverMapping, DriverMemory } from './driver-call.ts';
import { OwnMapping } from './driver-mapping.ts';
import { OwnMemory } from './driver-memories.ts';

type CallOf<Kind extends DriverCall['kind']> = Extract<DriverCall, { readonly kind: Kind }>;

/** Contents are kept up to this many bytes. */
const mostBytesTouched = 1 << 26;

/** Bytes that a read shows. */
const mostBytesShown = 64;

/** map, unmap and sync of drivers' memory, and who touches it when. */
export class StreamingCalls {
  readonly #api: DmaApi;
  readonly #memory: MemoryBytes;

  constructor(api: DmaApi, memory: MemoryBytes) {
    this.#api = api;
    this.#memory = memory;
  }

  map(device: DmaDevice, call: CallOf<'map'>): CallOutcome {
    const { size, direction, attrs, memory, offset } = call;
    const buffer = bufferOf(memory, offset);
    const dma =
      call.call === 'resource'
        ? this.#api.mapResource(device, buffer.phys, size, direction, attrs)
        : call.call === 'page'
          ? this.#api.mapPage(device, buffer, size, direction, attrs)
          : this.#api.mapSingle(device, buffer, size, direction, attrs);
    const rc = call.checked ? this.#api.mappingError(device, dma) : undefined;

    const mapping = new OwnMapping(device.path, { call: call.call, size, direction, attrs, dma, buffer });
    if (dma === this.#api.errorValueOf(device)) {
      // Who does not ask for the error goes on with the address that says it.
      const made = call.checked ? undefined : mapping;
      return { ok: false, rc, made, why: `${functionOf(call.call)} gives DMA_MAPPING_ERROR.` };
    }
    const way = call.call === 'resource' ? { from: 'direct' } : this.#wayOf(device, dma, buffer.phys);
    return { ok: true, rc, dma, made: mapping, ...way, ...exactness(way.from, memory.exact, device) };
  }

  mapSg(device: DmaDevice, { entries, call, direction, attrs }: CallOf<'mapSg'>): CallOutcome {
    const list = scatterList(
      entries.map(({ memory, offset, size }) => ({ phys: memory.phys + BigInt(offset), length: size })),
    );
    const answer =
      call === 'sgtable'
        ? this.#api.mapSgTable(device, list, direction, attrs)
        : { errno: undefined, mapped: this.#api.mapSg(device, list, direction, attrs) };
    const rc = answer.errno;
    if (answer.mapped === 0) {
      const why = rc === undefined ? 'dma_map_sg() gives 0.' : `dma_map_sgtable() gives ${rc}.`;
      return { ok: false, rc, why };
    }

    const { mapped } = answer;
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    const [first] = list;
    const made = new OwnMapping(device.path, {
      call: 'list',
      size,
      direction,
      attrs,
      dma: first?.dmaAddress ?? 0n,
      buffer: { phys: first?.phys ?? 0n, kind: 'pages' },
      entries: list,
      mapped,
    });
    const segments = list
      .slice(0, mapped)
      .map(({ dmaAddress, dmaLength }) => ({ dma: dmaAddress, size: dmaLength }));
    const way = this.#wayOf(device, made.dma, made.buffer.phys);
    const isKnown = entries.every(({ memory }) => memory.exact);
    return { ok: true, rc, dma: made.dma, segments, made, ...way, ...exactness(way.from, isKnown, device) };
  }

  unmap(device: DmaDevice, call: CallOf<'unmap'>): CallOutcome {
    const mapping = ownMapping(call.mapping);
    const direction = call.direction ?? mapping.direction;
    const attrs = call.attrs === 0 ? mapping.attrs : call.attrs;
    if (mapping.call === 'list') {
      const count = call.entries ?? mapping.entries.length;
      this.#api.unmapSg(device, mapping.entries, count, direction, attrs);
      return { ok: true };
    }
    const dma = mapping.dma + BigInt(call.offset);
    const size = call.size ?? mapping.size;
    const kind = call.call ?? mapping.call;
    if (kind === 'resource') this.#api.unmapResource(device, dma, size, direction, attrs);
    else if (kind === 'page') this.#api.unmapPage(device, dma, size, direction, attrs);
    else this.#api.unmapSingle(device, dma, size, direction, attrs);
    return { ok: true, dma };
  }

  sync(device: DmaDevice, call: CallOf<'sync'>): CallOutcome {
    const mapping = ownMapping(call.mapping);
    const direction = call.direction ?? mapping.direction;
    const toCpu = call.for === 'cpu';
    if (mapping.call === 'list') {
      const count = call.entries ?? mapping.entries.length;
      if (toCpu) this.#api.syncSgForCpu(device, mapping.entries, count, direction);
      else this.#api.syncSgForDevice(device, mapping.entries, count, direction);
      return { ok: true };
    }
    const dma = mapping.dma + BigInt(call.offset);
    const size = call.size ?? Math.max(0, mapping.size - call.offset);
    if (toCpu) this.#api.syncSingleForCpu(device, dma, size, direction);
    else this.#api.syncSingleForDevice(device, dma, size, direction);
    return { ok: true, dma };
  }

  touch(device: DmaDevice, { by, target, offset, size, write }: CallOf<'touch'>): CallOutcome {
    const place = by === 'cpu' ? cpuPlace(target, offset) : this.#devicePlace(device, target, offset);
    if (place === undefined) {
      const why =
        by === 'device' && 'kind' in target && target.kind === 'memory'
          ? 'A device reaches memory only through a mapping.'
          : 'Nothing lies there.';
      return { ok: false, why };
    }
    if (size > place.left) {
      return { ok: false, why: `This reaches ${size - place.left} bytes beyond what is there.` };
    }
    if (size > mostBytesTouched) return { ok: false, why: 'At most 64 MiB are touched at once.' };
    const access = write === undefined ? 'read' : 'write';
    const violation = by === 'cpu' ? this.#api.touch({ phys: place.phys, size, access }) : undefined;
    if (write !== undefined) this.#memory.fill(place.phys, size, write);
    const bytes =
      write === undefined ? hexOf(this.#memory.read(place.phys, Math.min(size, mostBytesShown))) : undefined;
    return violation === undefined
      ? { ok: true, bytes }
      : { ok: false, bytes: seenBy(violation, bytes), why: violationText(violation) };
  }

  #devicePlace(
    device: DmaDevice,
    target: DriverMapping | DriverMemory | Allocation,
    offset: number,
  ): { readonly phys: bigint; readonly left: number } | undefined {
    if (!('kind' in target)) return { phys: target.phys + BigInt(offset), left: target.size - offset };
    if (target.kind === 'memory') return undefined;
    const place = ownMapping(target).busPlace(offset);
    const phys = place && this.#api.targetOf(device, place.dma);
    return place === undefined || phys === undefined ? undefined : { phys, left: place.left };
  }

  /** Which way a mapping went, by where the device gets to. */
  #wayOf(device: DmaDevice, dma: bigint, phys: bigint): { readonly from: string } {
    const target = this.#api.targetOf(device, dma);
    const isBounced = target !== undefined && this.#api.swiotlb.findPool(device, target) !== undefined;
    if (isBounced) return { from: device.restrictedPool === undefined ? 'bounce' : 'restricted' };
    if (target === phys && device.physToDma(phys) === dma) return { from: 'direct' };
    return { from: target === undefined ? 'direct' : 'iommu' };
  }
}

/** An IOVA hangs on the mappings before it; a bounce slot on where the boot put the pool; else it is the memory's. */
function exactness(from: string, isMemoryExact: boolean, { restrictedPool }: DmaDevice): { exact: boolean } {
  if (from === 'iommu') return { exact: true };
  return { exact: from === 'direct' ? isMemoryExact : restrictedPool !== undefined };
}

function bufferOf(memory: DriverMemory, offset: number): CpuBuffer {
  const kind = memory instanceof OwnMemory ? memory.from : 'pages';
  return { phys: BigInt.asUintN(64, memory.phys + BigInt(offset)), kind, size: memory.size };
}

function ownMapping(mapping: DriverMapping): OwnMapping {
  if (mapping instanceof OwnMapping) return mapping;
  throw new Error('This mapping was not made here.');
}

function cpuPlace(
  target: DriverMapping | DriverMemory | Allocation,
  offset: number,
): { readonly phys: bigint; readonly left: number } | undefined {
  if ('kind' in target && target.kind === 'mapping') return ownMapping(target).cpuPlace(offset);
  return { phys: target.phys + BigInt(offset), left: target.size - offset };
}

function functionOf(call: 'single' | 'page' | 'resource'): string {
  return `dma_map_${call}()`;
}

const harms: Readonly<Record<Violation['harm'], string>> = {
  none: 'this time it does no harm',
  race: 'both see the same bytes at times of their own',
  'stale-read': 'the CPU sees what was there before the device wrote',
  'device-misses-write': 'the device does not see what is written',
  'write-lost': 'what is written is lost when the buffer comes back',
};

function violationText({ mapping, access, harm, isBounced }: Violation): string {
  const copy = isBounced ? ', which works on a copy in bounce slots' : '';
  return `The CPU ${access}s memory that ${mapping.device.path} owns since it was mapped${copy}: ${harms[harm]}. It needs dma_sync_*_for_cpu(), or the unmap.`;
}

/** What a cache still holds nobody can say. */
function seenBy({ harm }: Violation, bytes: string | undefined): string | undefined {
  return harm === 'stale-read' ? undefined : bytes;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
