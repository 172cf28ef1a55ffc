import type { Allocation } from '../kernel/dma/types.ts';
import type { DeviceAtPeak } from './run-result.ts';

interface Share {
  buffers: number;
  pages: number;
  bytes: number;
}

/** Which device has how much of a pool, now and when most was in use. What was so then is written down when it ceases to be so. */
export class PeakShares {
  readonly #live = new Map<string, Share>();
  /** The one that was looked at last. */
  #latest: Share | undefined;
  #latestDevice: string | undefined;
  #isPeak = true;
  #atPeak: readonly DeviceAtPeak[] = [];

  /** @param isPeak whether more is in use with it than ever before */
  allocated({ device, pages, size }: Allocation, isPeak: boolean): void {
    if (!isPeak) this.#leavePeak();
    const share = this.#shareOf(device);
    share.buffers++;
    share.pages += pages;
    share.bytes += size;
    if (isPeak) this.#isPeak = true;
  }

  freed({ device, pages, size }: Allocation): void {
    this.#leavePeak();
    const share = this.#shareOf(device);
    share.buffers--;
    share.pages -= pages;
    share.bytes -= size;
  }

  /** More is in use than ever before, and not by an allocation. */
  stayPeak(): void {
    this.#isPeak = true;
  }

  #shareOf(device: string): Share {
    if (this.#latest !== undefined && this.#latestDevice === device) return this.#latest;
    let share = this.#live.get(device);
    if (share === undefined) {
      share = { buffers: 0, pages: 0, bytes: 0 };
      this.#live.set(device, share);
    }
    this.#latest = share;
    this.#latestDevice = device;
    return share;
  }

  /** By device, most pages first. */
  atPeak(): readonly DeviceAtPeak[] {
    return this.#isPeak ? this.#now() : this.#atPeak;
  }

  #leavePeak(): void {
    if (!this.#isPeak) return;
    this.#isPeak = false;
    this.#atPeak = this.#now();
  }

  #now(): readonly DeviceAtPeak[] {
    return [...this.#live]
      .filter(([, { buffers }]) => buffers > 0)
      .map(([device, share]) => ({ device, ...share }))
      .sort((one, other) => other.pages - one.pages);
  }
}
