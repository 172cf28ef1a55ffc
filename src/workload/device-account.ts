import type { Allocation, AllocSource } from '../kernel/dma/types.ts';
import type { DeviceFigures } from './run-result.ts';

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
  readonly #sources = new Map<AllocSource, number>();

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
    this.#sources.set(allocation.from, (this.#sources.get(allocation.from) ?? 0) + 1);

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
      sources: this.#sources,
      exact: this.#exact,
    };
  }
}
