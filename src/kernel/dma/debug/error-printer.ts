import type { KernelLog } from '../../log.ts';
import type { DmaDevice } from '../dma-device.ts';

/** Longest driver name that the filter keeps (NAME_MAX_LEN less the end). */
const longestName = 63;

/**
 * Counts dma-debug's errors and prints those that are asked for (err_printk(); kernel/dma/debug.c): all, or the next few, and of
 * one driver only where a filter is set. Those that are not printed are counted too.
 */
export class ErrorPrinter {
  /** error_count. */
  count = 0;
  /** all_errors, as debugfs has it. */
  allErrors = 0;
  /** num_errors: how many more are printed. */
  numErrors = 1;
  /** driver_filter; empty: none. */
  readonly filter: string;
  readonly #log: KernelLog;

  constructor(log: KernelLog, filter: string) {
    this.#log = log;
    this.filter = filter.slice(0, longestName);
  }

  /** `place`: function of kernel/dma/debug.c that the message stands in. */
  print(device: DmaDevice, place: string, text: string): void {
    this.count++;
    if (this.#isWanted(device) && (this.allErrors !== 0 || this.numErrors > 0))
      this.#log.warn(`kernel/dma/debug.c ${place}`, `DMA-API: ${device.title}: ${text}`);
    if (this.allErrors === 0 && this.numErrors > 0) this.numErrors--;
  }

  #isWanted({ driver }: DmaDevice): boolean {
    return this.filter === '' || driver?.slice(0, longestName) === this.filter;
  }
}
