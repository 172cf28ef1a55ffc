import { CmaClaims } from './cma-claims.ts';
import { isTraceEvent, readTraceEvent } from './read-trace-event.ts';
import { TraceBuffers } from './trace-buffers.ts';
import { TraceCounts } from './trace-counts.ts';
import { type TraceBoard, TraceDevices } from './trace-devices.ts';
import type { TraceEvent } from './trace-event.ts';
import { readTraceLine, type TraceLine } from './trace-line.ts';
import { TraceMappings } from './trace-mappings.ts';
import type { TraceSummary } from './trace-summary.ts';
import { TraceWriter } from './trace-writer.ts';

export interface TraceImportOptions {
  readonly board?: TraceBoard | undefined;
  /** What operations are to call a device, by the kernel's name. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** Bytes; what cma events count in. Default: 4096. */
  readonly pageSize?: number;
  /** Whether dma_map_*() and what belongs to it become operations. Default: they do. */
  readonly mappings?: boolean;
  /** Is told of each line that is none of a trace. */
  readonly otherLine?: ((text: string, line: number) => void) | undefined;
}

/**
 * Makes an operation log of an ftrace text, in one pass: what is held in memory is what is live (spec 10). Each operation carries the
 * address that was recorded.
 *
 * A buffer whose free was not recorded (a device's own pool tells none; others are lost) is freed right before something takes its
 * place. That is as good as the true moment: an allocator that takes the lowest place that fits had none below it.
 */
export class TraceImporter {
  readonly #counts = new TraceCounts();
  readonly #writer: TraceWriter;
  readonly #devices: TraceDevices;
  readonly #buffers: TraceBuffers;
  readonly #mappings: TraceMappings | undefined;
  readonly #otherLine: TraceImportOptions['otherLine'];

  /** @param write is given the operation log, in pieces of whole lines */
  constructor(write: (text: string) => void, options: TraceImportOptions = {}) {
    const { board, renamed = new Map(), pageSize = 4096, mappings = true } = options;
    const counts = this.#counts;
    const devices = new TraceDevices(board, renamed);
    const writer = new TraceWriter(write, (place) => this.#buffers.giveUp(place));
    this.#devices = devices;
    this.#otherLine = options.otherLine;
    this.#writer = writer;
    this.#buffers = new TraceBuffers({ writer, counts, devices, board, pageSize, claims: new CmaClaims() });
    this.#mappings = mappings ? new TraceMappings(writer, counts, devices) : undefined;
  }

  /** Whether anything was found that is a trace's. */
  get hasEvents(): boolean {
    return this.#counts.events.size > 0 || this.#counts.otherEvents > 0;
  }

  /** Reads one line, without its line feed. */
  line(text: string): void {
    this.#counts.line++;
    this.#counts.text = text;
    const line = readTraceLine(text, isTraceEvent);
    if (!('kind' in line)) this.#event(line);
    else if (line.kind === 'passed-over') this.#counts.otherEvents++;
    else if (line.kind === 'unknown') {
      this.#counts.unknown();
      this.#otherLine?.(text, this.#counts.line);
    } else if (line.kind === 'lost') {
      this.#counts.lost(line.events ?? 0);
      this.#buffers.lost();
    }
  }

  /** A line of more characters than any event has, by its beginning. */
  longLine(beginning: string): void {
    this.#counts.line++;
    this.#counts.text = beginning;
    this.#counts.tooLong();
  }

  /** The end. `isCut`: the last line has no line feed. */
  end(isCut = false): TraceSummary {
    this.#buffers.end();
    this.#writer.end();
    const { line, lastBad } = this.#counts;
    return this.#counts.summary(this.#devices.all(), this.#writer.operations, isCut && lastBad === line);
  }

  #event({ event: name, text, task, time }: TraceLine): void {
    this.#counts.time(time);
    const event = readTraceEvent(name, text);
    if (event === undefined) {
      this.#counts.malformed();
      this.#otherLine?.(this.#counts.text, this.#counts.line);
      return;
    }
    this.#counts.event(name);
    this.#perform(event, task);
  }

  #perform(event: TraceEvent, task: string): void {
    switch (event.kind) {
      case 'alloc':
        this.#buffers.alloc(event, task);
        break;
      case 'free':
        this.#buffers.free(event);
        break;
      case 'cmaStart':
        this.#buffers.cmaStart(event.area, event.pages, task);
        break;
      case 'cmaFinish':
        this.#buffers.cmaFinish(event, task);
        break;
      case 'cmaRelease':
        this.#buffers.cmaRelease(event.pfn, task);
        break;
      case 'map':
        this.#mappings?.map(event);
        break;
      case 'unmap':
        this.#mappings?.unmap(event);
        break;
      case 'mapSg':
        this.#mappings?.mapSg(event);
        break;
      case 'unmapSg':
        this.#mappings?.unmapSg(event);
        break;
      case 'sync':
        this.#mappings?.sync(event);
        break;
      case 'leftOut':
        this.#counts.leftOut(event.why);
        break;
      case 'other':
        break;
    }
  }
}
