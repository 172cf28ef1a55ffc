import type { Allocation, AllocSource } from '../kernel/dma/types.ts';
import type { DeviceFigures } from './run-result.ts';

/** How many allocations came from where. */
interface SourceCount {
  readonly from: AllocSource;
  allocations: number;
}

/** The running figures of one device. */
export class DeviceAccount {
  readonly path: string;
  failed = 0;
  freesOfFailed = 0;
  /** Where its latest allocation came from; an index into `DmaSystem.pools`. */
  lastPool: number | undefined;
  #succeeded = 0;
  #exact = true;
  #frees = 0;
  #requestedBytes = 0;
  #largestBytes = 0;
  #liveBuffers = 0;
  #liveBytes = 0;
  #liveWaste = 0;
  #peakBytes = 0;
  #wasteAtPeak = 0;
  readonly #pageSize: number;
  readonly #sources = new Map<AllocSource, SourceCount>();
  /** That of the latest allocation. */
  #source: SourceCount | undefined;

  constructor(path: string, pageSize: number) {
    this.path = path;
    this.#pageSize = pageSize;
  }

  allocated(allocation: Allocation): void {
    this.#succeeded++;
    this.#exact &&= allocation.exact;
    this.#liveBuffers++;
    this.#requestedBytes += allocation.size;
    if (allocation.size > this.#largestBytes) this.#largestBytes = allocation.size;
    this.#liveBytes += allocation.size;
    this.#liveWaste += allocation.pages * this.#pageSize - allocation.size;
    this.#countSource(allocation.from);

    if (this.#liveBytes <= this.#peakBytes) return;
    this.#peakBytes = this.#liveBytes;
    this.#wasteAtPeak = this.#liveWaste;
  }

  freed(allocation: Allocation): void {
    this.#frees++;
    this.#liveBuffers--;
    this.#liveBytes -= allocation.size;
    this.#liveWaste -= allocation.pages * this.#pageSize - allocation.size;
  }

  #countSource(from: AllocSource): void {
    let count = this.#source;
    if (count === undefined || count.from !== from) {
      count = this.#sources.get(from) ?? { from, allocations: 0 };
      this.#sources.set(from, count);
      this.#source = count;
    }
    count.allocations++;
  }

  figures(): DeviceFigures {
    return {
      path: this.path,
      succeeded: this.#succeeded,
      failed: this.failed,
      frees: this.#frees,
      freesOfFailed: this.freesOfFailed,
      requestedBytes: this.#requestedBytes,
      largestBytes: this.#largestBytes,
      peakBytes: this.#peakBytes,
      wasteBytesAtPeak: this.#wasteAtPeak,
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      sources: new Map([...this.#sources].map(([from, { allocations }]) => [from, allocations])),
      exact: this.#exact,
    };
  }
}
