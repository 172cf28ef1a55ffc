import { type CmaClaims, cmaUserOf, isOfSize, type OpenClaim } from './cma-claims.ts';
import { LiveRanges } from './live-ranges.ts';
import type { TraceCounts } from './trace-counts.ts';
import type { DeviceCounts, TraceBoard, TraceDevices } from './trace-devices.ts';
import type { TraceEvent } from './trace-event.ts';
import { type HeldPlace, lineStart, recordedMember, type TraceWriter } from './trace-writer.ts';

type AllocEvent = Extract<TraceEvent, { readonly kind: 'alloc' }>;
type FreeEvent = Extract<TraceEvent, { readonly kind: 'free' }>;
type CmaFinish = Extract<TraceEvent, { readonly kind: 'cmaFinish' }>;

/** A buffer that is live: allocated by a device, or taken from a CMA area, or both. */
interface LiveBuffer {
  readonly id: string;
  /** What operations call who has it. */
  readonly device: string;
  readonly counts: DeviceCounts | undefined;
  readonly size: number;
  /** Where it stands in the space of its device, and among the pages of CMA. */
  readonly dma: number | undefined;
  readonly pfn: number | undefined;
  /** What its dma_free says, once that was seen: it goes with its cma_release, which comes behind. */
  freedSize: number | undefined;
}

/** What is live at once: a run holds no more either. */
const mostLive = 250_000;
/** Tasks that are in cma_alloc() at once, as far as a trace tells. */
const mostStarted = 1024;
const tooMany = 'more than 250,000 buffers are live at once';

export interface TraceBuffersOptions {
  readonly writer: TraceWriter;
  readonly counts: TraceCounts;
  readonly claims: CmaClaims;
  readonly devices: TraceDevices;
  readonly board: TraceBoard | undefined;
  /** Bytes; what cma events count in. */
  readonly pageSize: number;
}

/** Allocations and frees of a trace, and what CMA tells of them. */
export class TraceBuffers {
  readonly #writer: TraceWriter;
  readonly #counts: TraceCounts;
  readonly #claims: CmaClaims;
  readonly #devices: TraceDevices;
  readonly #board: TraceBoard | undefined;
  readonly #pageSize: number;
  /** cma_alloc_start that is not over, by task (`startKey()`). */
  readonly #started = new Map<string, { readonly area: string; readonly pages: number }>();
  readonly #spaces = new Map<string, LiveRanges<LiveBuffer>>();
  /** By page, in stretches of 1 MiB and more. */
  readonly #cmaPages = new LiveRanges<LiveBuffer>(2 ** 8);
  #nextId = 1;

  constructor(options: TraceBuffersOptions) {
    this.#writer = options.writer;
    this.#counts = options.counts;
    this.#claims = options.claims;
    this.#devices = options.devices;
    this.#board = options.board;
    this.#pageSize = options.pageSize;
  }

  alloc(event: AllocEvent, task: string): void {
    this.#forgetStart(task, event.size);
    const claim = this.#claims.claim(task, event.size, event.dma);
    // Of another size: it was not for this one.
    if (claim === undefined) this.#settle(this.#claims.close(task));
    const counts = this.#devices.of(event.device);
    if (counts?.device === undefined) {
      this.#settle(claim);
      this.#counts.leftOut(
        counts === undefined
          ? 'more than 10,000 devices'
          : `an operation of ${event.device}, which the board has no node for`,
      );
      return;
    }
    if (claim !== undefined) this.#counts.claimed++;
    counts.allocations++;
    if (event.dma === undefined) counts.failed++;
    const lines = this.#allocLines(event, counts, counts.device, claim?.pfn);
    if (claim === undefined) for (const line of lines) this.#writer.line(line);
    // cma_alloc() is what decided the address: what came between does not come before it.
    else this.#writer.fill(claim.place, lines);
  }

  free({ device: name, dma, size }: FreeEvent): void {
    if (dma === undefined) {
      this.#counts.freesOfNull++;
      return;
    }
    const counts = this.#devices.of(name);
    if (counts?.device === undefined) {
      this.#counts.leftOut(
        counts === undefined
          ? 'more than 10,000 devices'
          : `an operation of ${name}, which the board has no node for`,
      );
      return;
    }
    const buffer = this.#spaces.get(counts.space)?.take(dma - counts.spaceAt, size);
    if (buffer === undefined) {
      this.#counts.unmatched();
      return;
    }
    counts.frees++;
    if (buffer.pfn !== undefined) {
      buffer.freedSize = size;
      return;
    }
    this.#counts.live--;
    this.#writer.line(freeLine(buffer, size));
  }

  cmaStart(area: string, pages: number, task: string): void {
    this.#settle(this.#claims.close(task));
    const key = startKey(task, area, pages);
    this.#endStart(key);
    if (area === '(null)') return;
    for (const oldest of this.#started.size < mostStarted ? [] : this.#started.keys()) {
      this.#endStart(oldest);
      break;
    }
    this.#started.set(key, { area: ` ${area}`.slice(1), pages });
  }

  cmaFinish({ area, pages, pfn }: CmaFinish, task: string): void {
    this.#started.delete(startKey(task, area, pages));
    const place = this.#writer.hold();
    this.#settle(this.#claims.open({ place, task, area, pages, pfn }));
  }

  cmaRelease(pfn: number, task: string): void {
    this.#settle(this.#claims.close(task) ?? this.#claims.closePage(pfn));
    const buffer = this.#cmaPages.take(pfn);
    if (buffer === undefined) {
      this.#counts.unmatched();
      return;
    }
    this.#counts.live--;
    if (buffer.freedSize === undefined) this.#leaveSpace(buffer);
    this.#writer.line(freeLine(buffer, buffer.freedSize ?? buffer.size));
  }

  /** Nobody came for it: it is of somebody who is no device, or of one that was not told. */
  giveUp(place: HeldPlace): void {
    this.#settle(this.#claims.closePlace(place));
  }

  /** Events were lost: who was between two of them is so no more. */
  lost(): void {
    this.#started.clear();
  }

  end(): void {
    for (const key of [...this.#started.keys()]) this.#endStart(key);
  }

  #allocLines(
    { call, size, dma, gfp, attrs }: AllocEvent,
    counts: DeviceCounts,
    device: string,
    pfn: number | undefined,
  ): readonly string[] {
    const id = `b${this.#nextId++}`;
    const said =
      (gfp === undefined ? '' : `,"gfp":"${gfp}"`) +
      (call === 'coherent' ? '' : `,"call":"${call}"`) +
      (attrs.length === 0 ? '' : `,"attrs":${JSON.stringify(attrs)}`);
    const line = `${lineStart(device, 'alloc', id)},"size":${size}${said}${recordedMember('dma', dma)}}`;
    if (dma === undefined) return [line, freeLine({ device, id, size }, size)];

    const space = this.#space(counts.space);
    const at = dma - counts.spaceAt;
    const overlapped = space.over(at, size);
    // Something lies there, and no free was ever told: so do devices with a pool of their own.
    if (overlapped.length > 0 && counts.frees === 0) counts.isOfPool = true;
    const taken = counts.isOfPool ? space.over(at, this.#roundedUp(size)) : overlapped;
    const gone = taken.map(({ thing }) => this.#infer(thing));
    const goneOfCma = pfn === undefined ? [] : this.#inferOverPages(pfn, size);
    const added = { id, device, counts, size, dma, pfn, freedSize: undefined };
    if (!this.#keep(added)) return [...gone, ...goneOfCma];
    return [...gone, ...goneOfCma, line];
  }

  /** What a cma_alloc() is that no dma_alloc stands for. */
  #settle(claim: OpenClaim | undefined): void {
    if (claim === undefined) return;
    this.#counts.unclaimed++;
    this.#writer.fill(claim.place, this.#cmaLines(claim.area, claim.pages, claim.pfn));
  }

  #cmaLines(area: string | undefined, pages: number, pfn: number | undefined): readonly string[] {
    const device = cmaUserOf(area, pfn, this.#board);
    const id = `c${this.#nextId++}`;
    const size = pages * this.#pageSize;
    const phys = pfn === undefined ? undefined : pfn * this.#pageSize;
    const line = `${lineStart(device, 'alloc', id)},"size":${size}${recordedMember('phys', phys)}}`;
    if (pfn === undefined) return [line, freeLine({ device, id, size }, size)];

    const gone = this.#inferOverPages(pfn, size);
    const added = { id, device, counts: undefined, size, dma: undefined, pfn, freedSize: undefined };
    return this.#keep(added) ? [...gone, line] : gone;
  }

  /** What a dma_alloc stands for. */
  #forgetStart(task: string, size: number): void {
    if (task !== '') this.#started.delete(task);
    else for (const [key, start] of this.#started) if (isOfSize(start, size)) this.#started.delete(key);
  }

  /** cma_alloc() that ends early tells nothing behind its start: more was asked for than the area has. */
  #endStart(key: string): void {
    const start = this.#started.get(key);
    if (start === undefined) return;
    this.#started.delete(key);
    this.#counts.unclaimed++;
    for (const line of this.#cmaLines(start.area, start.pages, undefined)) this.#writer.line(line);
  }

  #keep(buffer: LiveBuffer): boolean {
    if (this.#counts.live >= mostLive) {
      this.#counts.leftOut(tooMany);
      return false;
    }
    this.#counts.live++;
    const { counts, dma, pfn, size } = buffer;
    if (counts !== undefined && dma !== undefined)
      this.#space(counts.space).add(dma - counts.spaceAt, size, buffer);
    if (pfn !== undefined) this.#cmaPages.add(pfn, this.#pagesOf(size), buffer);
    return true;
  }

  #inferOverPages(pfn: number, size: number): readonly string[] {
    return this.#cmaPages.over(pfn, this.#pagesOf(size)).map(({ thing }) => this.#infer(thing));
  }

  /** Something else is where it was: it is gone, and nothing told. */
  #infer(buffer: LiveBuffer): string {
    if (buffer.freedSize === undefined) {
      this.#counts.inferredFrees++;
      this.#leaveSpace(buffer);
    }
    if (buffer.pfn !== undefined) this.#cmaPages.take(buffer.pfn);
    this.#counts.live--;
    return freeLine(buffer, buffer.freedSize ?? buffer.size);
  }

  #leaveSpace({ counts, dma, size }: LiveBuffer): void {
    if (counts !== undefined && dma !== undefined)
      this.#spaces.get(counts.space)?.take(dma - counts.spaceAt, size);
  }

  #space(name: string): LiveRanges<LiveBuffer> {
    let space = this.#spaces.get(name);
    if (space === undefined) {
      space = new LiveRanges();
      this.#spaces.set(name, space);
    }
    return space;
  }

  /** What a pool gives for it: a power of two of pages, of which all are free. */
  #roundedUp(size: number): number {
    return this.#pageSize * 2 ** Math.ceil(Math.log2(Math.max(1, this.#pagesOf(size))));
  }

  #pagesOf(size: number): number {
    return Math.ceil(size / this.#pageSize);
  }
}

/** By what a cma_alloc_start is found again: where no task is told, by what it asks for. */
function startKey(task: string, area: string | undefined, pages: number): string {
  return task === '' ? ` ${area} ${pages}` : task;
}

/** The free of a buffer; a driver may say another size than it was given. */
function freeLine({ device, id, size }: Pick<LiveBuffer, 'device' | 'id' | 'size'>, says: number): string {
  return `${lineStart(device, 'free', id)}${says === size ? '' : `,"size":${says}`}}`;
}
