import { hex } from '../../memory/quantity.ts';
import { LiveRanges } from './live-ranges.ts';
import type { TraceCounts } from './trace-counts.ts';
import type { DeviceCounts, TraceDevices } from './trace-devices.ts';
import type { TraceDirection, TraceEvent } from './trace-event.ts';
import { lineStart, recordedMember, type TraceWriter } from './trace-writer.ts';

type Of<Kind extends TraceEvent['kind']> = Extract<TraceEvent, { readonly kind: Kind }>;

interface LiveMapping {
  readonly id: string;
  readonly dma: number;
  readonly size: number;
  /** Of a list: where its first entry lies in memory. */
  readonly phys: number | undefined;
}

/** What is live of one device: all by the address that it sees, lists by their first entry too. */
interface DeviceMappings {
  readonly byDma: LiveRanges<LiveMapping>;
  readonly lists: LiveRanges<LiveMapping>;
}

const mostLive = 250_000;
const tooMany = 'more than 250,000 mappings are live at once';

/** Streaming mappings of a trace. */
export class TraceMappings {
  readonly #writer: TraceWriter;
  readonly #counts: TraceCounts;
  readonly #devices: TraceDevices;
  readonly #live = new Map<DeviceCounts, DeviceMappings>();
  #count = 0;
  #nextId = 1;

  constructor(writer: TraceWriter, counts: TraceCounts, devices: TraceDevices) {
    this.#writer = writer;
    this.#counts = counts;
    this.#devices = devices;
  }

  map({ device: name, size, phys, dma, direction, call, attrs }: Of<'map'>): void {
    const found = this.#of(name);
    if (found === undefined) return;
    if (size === 0) {
      this.#counts.leftOut('a mapping of no bytes');
      return;
    }
    const { counts, device, live } = found;
    counts.mappings++;
    if (dma !== undefined && this.#isFull()) return;
    const id = `m${this.#nextId++}`;
    const where = `,"at":"${hex(phys)}","size":${size}${directionMember(direction)},"call":"${call}"`;
    const said = attrs.length === 0 ? '' : `,"attrs":${JSON.stringify(attrs)}`;
    this.#writer.line(`${lineStart(device, 'map', id)}${where}${said}${recordedMember('dma', dma)}}`);
    if (dma === undefined) {
      counts.failed++;
      // Its id would stay known for ever.
      this.#writer.line(`${lineStart(device, 'unmap', id)}}`);
      return;
    }
    this.#count++;
    live.byDma.add(dma, size, { id, dma, size, phys: undefined });
  }

  unmap({ device: name, size, dma }: Of<'unmap'>): void {
    const found = this.#of(name);
    if (found === undefined) return;
    const mapping = found.live.byDma.take(dma, size);
    this.#unmapped(found.device, mapping, mapping !== undefined && mapping.size !== size ? size : undefined);
  }

  mapSg({ device: name, entries, dma, direction, attrs }: Of<'mapSg'>): void {
    const found = this.#of(name);
    if (found === undefined || this.#isFull()) return;
    const { counts, device, live } = found;
    counts.mappings++;
    const id = `m${this.#nextId++}`;
    const list = entries.map(({ phys, size }) => `{"at":"${hex(phys)}","size":${size}}`).join(',');
    const said = attrs.length === 0 ? '' : `,"attrs":${JSON.stringify(attrs)}`;
    this.#writer.line(
      `${lineStart(device, 'mapSg', id)},"entries":[${list}]${directionMember(direction)}${said}${recordedMember('dma', dma)}}`,
    );
    const [first] = entries;
    const mapping = { id, dma, size: first?.size ?? 1, phys: first?.phys };
    this.#count++;
    live.byDma.add(dma, mapping.size, mapping);
    live.lists.add(mapping.phys ?? 0, mapping.size, mapping);
  }

  unmapSg({ device: name, phys }: Of<'unmapSg'>): void {
    const found = this.#of(name);
    if (found === undefined) return;
    const mapping = found.live.lists.take(phys);
    if (mapping !== undefined) found.live.byDma.take(mapping.dma, mapping.size);
    this.#unmapped(found.device, mapping, undefined);
  }

  sync({ device: name, dma, size, for: isFor, direction }: Of<'sync'>): void {
    const found = this.#of(name);
    if (found === undefined) return;
    const { byDma } = found.live;
    const mapping = byDma.at(dma) ?? byDma.over(dma, size ?? 1).at(-1)?.thing;
    if (mapping === undefined || dma < mapping.dma) {
      this.#counts.unmatched();
      return;
    }
    const offset = dma - mapping.dma;
    const isAll = offset === 0 && (size === undefined || size === mapping.size);
    const part = isAll || size === undefined ? '' : `,"offset":${offset},"size":${size}`;
    this.#writer.line(
      `${lineStart(found.device, 'sync', mapping.id)},"for":"${isFor}"${part}${directionMember(direction)}}`,
    );
  }

  #unmapped(device: string, mapping: LiveMapping | undefined, says: number | undefined): void {
    if (mapping === undefined) {
      this.#counts.unmatched();
      return;
    }
    this.#count--;
    const said = says === undefined ? '' : `,"size":${says}`;
    this.#writer.line(`${lineStart(device, 'unmap', mapping.id)}${said}}`);
  }

  #isFull(): boolean {
    if (this.#count < mostLive) return false;
    this.#counts.leftOut(tooMany);
    return true;
  }

  #of(
    name: string,
  ): { readonly counts: DeviceCounts; readonly device: string; readonly live: DeviceMappings } | undefined {
    const counts = this.#devices.of(name);
    if (counts?.device === undefined) {
      this.#counts.leftOut(
        counts === undefined
          ? 'more than 10,000 devices'
          : `an operation of ${name}, which the board has no node for`,
      );
      return undefined;
    }
    let live = this.#live.get(counts);
    if (live === undefined) {
      live = { byDma: new LiveRanges(), lists: new LiveRanges() };
      this.#live.set(counts, live);
    }
    return { counts, device: counts.device, live };
  }
}

function directionMember(direction: TraceDirection): string {
  return direction === 'bidirectional' ? '' : `,"direction":"${direction}"`;
}
